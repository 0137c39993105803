"""Claims from draft to payment on a made-up home: what is written, and what is refused and how."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from claim_home import (
    AUDITOR,
    AUTHORITY,
    OFFICER,
    PREPARER,
    TODAY,
    ClaimHome,
    ready,
    rebuilding,
    with_evidence,
)
from openpyxl import load_workbook

from supporting_families.claiming import checks, money, rebuild, submitting
from supporting_families.claiming.auditing import record_findings, sample
from supporting_families.claiming.certifying import certify, what_is_relied_on
from supporting_families.claiming.drafting import draft, withdraw
from supporting_families.claiming.errors import ClaimError
from supporting_families.claiming.findings_book import read_findings, write_findings
from supporting_families.claiming.ledger import Entry, Ledger, writing
from supporting_families.claiming.packaging import package_set
from supporting_families.claiming.sampling import Drawable, draw, sample_size
from supporting_families.claiming.sets import must_be_open, set_named, sets_of

SET = "901-2022-23-W4-1"
ON = date(2023, 2, 3)
DAY = timedelta(days=1)


@pytest.fixture
def made(tmp_path):
    made = ClaimHome(tmp_path)
    made.publish(ready(12))
    return made


def drafted(made):
    return draft(made.home, AUTHORITY, PREPARER, TODAY).claim_set


def sampled(made):
    return sample(made.home, AUTHORITY, AUDITOR, TODAY)[0]


def find(made, results, day=TODAY):
    rows = [
        {"claim_ref": ref, "result": result, "issue": "plan missing" if result == "fail" else "",
         "note": "", "found_on": day.isoformat()}
        for ref, result in results.items()
    ]  # fmt: skip
    return record_findings(made.home, AUTHORITY, rows, AUDITOR, day)[0]


def audited(made):
    drafted(made)
    claim_set = sampled(made)
    return find(made, {entry.claim_ref: "pass" for entry in claim_set.sampled})


def certified(made):
    audited(made)
    return certify(made.home, AUTHORITY, OFFICER, TODAY)


def packaged(made):
    certified(made)
    return package_set(made.home, AUTHORITY, PREPARER, TODAY)


def submit(made, monkeypatch, episodes, reasons=None, on=ON, today=ON):
    rebuilt = rebuilding(episodes, reasons)
    monkeypatch.setattr(rebuild, "rebuilt", rebuilt)
    done = submitting.record_submitted(made.home, AUTHORITY, on, "D-77", PREPARER, today)
    assert rebuilt.asked == [(on, on)]
    return done


def submitted(made, monkeypatch):
    packaged(made)
    return submit(made, monkeypatch, ready(12)).claim_set


def ledger(made):
    return Ledger(made.home, AUTHORITY)


def types(made):
    return [kept.entry.entry_type for kept in ledger(made).kept]


def refused(act, *words):
    with pytest.raises(ClaimError) as refusal:
        act()
    for word in words:
        assert word in str(refusal.value)


# The whole way ------------------------------------------------------------------------------------


def test_a_set_goes_from_draft_to_payment_and_the_ledger_says_each_step(made, monkeypatch):
    submitted(made, monkeypatch)
    money.record_paid(
        made.home, AUTHORITY, SET, Decimal("9600.00"), date(2023, 3, 1), "PAY-1", PREPARER,
        date(2023, 3, 1),
    )  # fmt: skip
    assert types(made) == (
        ["set_drafted"] + ["drafted"] * 12 + ["set_sampled"] + ["sampled"] * 3 + ["found"] * 3
        + ["set_certified", "set_packaged", "set_submitted"] + ["submitted"] * 12 + ["paid"] * 12
    )  # fmt: skip
    entries = [kept.entry for kept in ledger(made).kept]
    assert sum(e.amount_gbp for e in entries if e.entry_type == "submitted") == 9600
    assert {e.reference for e in entries if e.entry_type == "submitted"} == {"D-77"}
    assert {(e.as_of_date, e.known_at) for e in entries if e.entry_type == "submitted"} == {(ON, ON)}


def test_the_ledger_holds_keys_and_no_reference_of_the_case_system(made, monkeypatch):
    submitted(made, monkeypatch)
    text = ledger(made).path.read_text()
    assert "family-01" in text
    assert "F0001" not in text and PREPARER not in text and OFFICER not in text


def test_what_delta_gets_is_counts(made):
    folder = packaged(made).folder
    assert folder.name.startswith(f"FORMAL_{SET}_")
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json", "successful_outcomes.csv"
    ]  # fmt: skip
    assert (folder / "successful_outcomes.csv").read_text() == (
        "authority_code,claim_window,framework_version,claim_route,successful_family_outcomes\n"
        "901,2022/23-W4,sf-2021,sustained_progress,12\n"
    )
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["certificate_ref"] == "CERT-2023-02-01-1"
    assert manifest["set_hash"] == must_be_open(ledger(made)).set_hash


# Drafting -----------------------------------------------------------------------------------------


def test_the_same_claims_again_are_the_same_set(made):
    first = drafted(made)
    again = draft(made.home, AUTHORITY, PREPARER, TODAY)
    assert (again.is_new, again.claim_set.submission_ref) == (False, first.submission_ref)
    assert len(sets_of(ledger(made))) == 1


def test_other_claims_need_the_open_set_withdrawn(made):
    drafted(made)
    made.publish(ready(13))
    refused(lambda: drafted(made), SET, "withdraw")
    withdraw(made.home, AUTHORITY, PREPARER, "one more is ready", TODAY)
    assert drafted(made).submission_ref == "901-2022-23-W4-2"


def test_what_is_held_back_is_not_drafted_and_is_told(made):
    episodes = ready(12)
    episodes[3] = replace(episodes[3], held="shares_people_with_claimed")
    made.publish(episodes)
    done = draft(made.home, AUTHORITY, PREPARER, TODAY)
    assert len(done.claim_set.claims) == 11
    assert "episode-04" not in {claim.episode_key for claim in done.claim_set.claims}
    assert done.held == {"shares_people_with_claimed": 1}


def test_families_over_the_agreed_number_are_drafted_at_no_pounds(made):
    """R16, R25."""
    episodes = ready(10) + [
        replace(e, number=e.number + 10, pays=0, why_nothing="over_agreed_number") for e in ready(2)
    ]
    made.publish(episodes)
    claim_set = drafted(made)
    assert (len(claim_set.claims), claim_set.amount_gbp) == (12, 8000)
    assert [c.result for c in claim_set.claims][-2:] == ["over_agreed_number"] * 2


def test_the_hash_of_a_set_is_of_who_is_claimed_on_what_and_not_of_the_day(made):
    first = drafted(made)
    withdraw(made.home, AUTHORITY, PREPARER, "a day later", TODAY)
    made.publish(ready(12), TODAY + DAY)
    second = draft(made.home, AUTHORITY, PREPARER, TODAY + DAY).claim_set
    assert second.set_hash == first.set_hash
    withdraw(made.home, AUTHORITY, PREPARER, "evidence came", TODAY + DAY)
    made.publish(with_evidence(ready(12), 5, "attended 191 of 200"), TODAY + DAY)
    third = draft(made.home, AUTHORITY, PREPARER, TODAY + DAY).claim_set
    assert third.set_hash != first.set_hash


def test_where_a_row_was_found_does_not_change_its_hash(made):
    """A feed that is sent anew has the same rows in another file."""
    before = {claim.episode_key: claim.evidence_hash for claim in drafted(made).claims}
    withdraw(made.home, AUTHORITY, PREPARER, "sent anew", TODAY)
    made.publish(list(reversed(ready(12))))
    after = {claim.episode_key: claim.evidence_hash for claim in drafted(made).claims}
    assert after == before


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + DAY])
def test_a_build_of_another_day_is_refused(made, day):
    """R17."""
    made.publish(ready(12), day)
    refused(lambda: drafted(made), "R17", str(day), "tasks.py build")
    assert not ledger(made).path.exists()


def test_nothing_published_is_refused(made):
    made.home.extracts_file.unlink()
    refused(lambda: drafted(made), "nothing is published")


def test_a_failing_gate_in_the_last_build_is_refused(made):
    made.build("build-2", passed=False)
    refused(lambda: drafted(made), "did not pass", "gate_a: warn")


def test_a_partial_build_after_the_published_one_is_refused(made):
    made.build("build-2", command="run")
    refused(lambda: drafted(made), "dbt run", "plain 'dbt build'")


def test_a_build_not_published_is_refused(made):
    made.build("build-2")
    refused(lambda: drafted(made), "has not been published")


def test_rows_not_confirmed_are_refused_and_named(made):
    made.publish(
        ready(12), unconfirmed=[("episode-03", "rules", "SF22-1.1-N1"), ("other", "needs", "X")]
    )
    refused(lambda: drafted(made), "(1)", "rules SF22-1.1-N1", "confirm_catalogue.py")
    assert not ledger(made).path.exists()


def test_no_claim_ready_is_said(made):
    made.publish([])
    refused(lambda: drafted(made), "no claim is ready", "fct_claim_blocker")


def test_the_day_of_a_submission_takes_no_second_draft(made, monkeypatch):
    submitted(made, monkeypatch)
    more = [replace(e, number=e.number + 20) for e in ready(2)]
    made.publish(more, ON)
    refused(lambda: draft(made.home, AUTHORITY, PREPARER, ON), "tomorrow")
    made.publish(more, ON + DAY)
    assert draft(made.home, AUTHORITY, PREPARER, ON + DAY).is_new


def test_only_a_preparer_drafts(made):
    refused(lambda: draft(made.home, AUTHORITY, AUDITOR, TODAY), "is not preparer", "claim_roles.csv")
    refused(lambda: draft(made.home, AUTHORITY, "Nobody", TODAY), "'Nobody' is not preparer")


def test_a_set_is_for_the_window_that_is_open_or_opens_next(made):
    made.publish(ready(12), date(2023, 1, 4))
    assert draft(made.home, AUTHORITY, PREPARER, date(2023, 1, 4)).claim_set.window == "2022/23-W3"
    withdraw(made.home, AUTHORITY, PREPARER, "closed", date(2023, 1, 5))
    made.publish(ready(12), date(2023, 1, 5))
    assert draft(made.home, AUTHORITY, PREPARER, date(2023, 1, 5)).claim_set.window == "2022/23-W4"
    made.publish(ready(11), date(2023, 3, 29))
    refused(lambda: draft(made.home, AUTHORITY, PREPARER, date(2023, 3, 29)), "claim_windows.csv")


# Sampling (R19) -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims, size", [(2, 2), (3, 3), (4, 3), (30, 3), (31, 4), (40, 4), (41, 5)]
)
def test_R19_the_sample_is_a_share_rounded_up_and_at_least_the_minimum(claims, size):
    assert sample_size(claims, 10, 3) == size


def test_R19_every_headline_has_a_claim_even_beyond_the_size():
    claims = [Drawable(f"c{n}", f"e{n}", (f"H{n:02}",)) for n in range(1, 8)]
    drawn = draw(claims, "seed", 3)
    assert sorted(why for _, why in drawn) == [f"H{n:02}" for n in range(1, 8)]
    assert len({claim.claim_ref for claim, _ in drawn}) == 7


def test_R19_the_draw_follows_from_the_set_and_a_larger_one_holds_the_smaller():
    claims = [Drawable(f"c{n}", f"e{n}", ("H01",) if n % 5 else ("H02",)) for n in range(100)]
    small, large = draw(claims, "seed", 10), draw(claims, "seed", 20)
    assert draw(reversed(claims), "seed", 10) == small
    assert large[:10] == small
    assert draw(claims, "another", 10) != small


def test_the_sample_cannot_be_drawn_again_nor_by_drafting_again(made):
    drafted(made)
    first = [entry.episode_key for entry in sampled(made).sampled]
    refused(lambda: sampled(made), "is drawn (3 claims)")
    withdraw(made.home, AUTHORITY, PREPARER, "try for another sample", TODAY)
    drafted(made)
    assert [entry.episode_key for entry in sampled(made).sampled] == first


def test_a_list_that_was_changed_is_not_sampled_from(made):
    folder = draft(made.home, AUTHORITY, PREPARER, TODAY).folder
    listed = folder / "draft.csv"
    listed.write_text(listed.read_text().replace("H01 H07", "H01", 1))
    refused(lambda: sampled(made), "not as it was drafted")


def test_a_failed_claim_stops_the_certificate_until_the_set_is_drawn_without_it(made):
    """With three in the sample one failure is above five percent: the sample grows to all."""
    drafted(made)
    first = sampled(made).sampled
    results = {entry.claim_ref: "pass" for entry in first}
    failed = first[0].claim_ref
    find(made, {**results, failed: "fail"})
    refused(lambda: certify(made.home, AUTHORITY, OFFICER, TODAY), "more than the 5 percent", "9")
    for _ in range(3):
        extended = sampled(made)
        new = [e.claim_ref for e in extended.sampled if e.claim_ref not in results]
        results.update(dict.fromkeys(new, "pass"))
        find(made, dict.fromkeys(new, "pass"))
    assert len(results) == 12
    refused(lambda: certify(made.home, AUTHORITY, OFFICER, TODAY), "1 claims failed", "withdraw")
    withdraw(made.home, AUTHORITY, PREPARER, "one failed", TODAY)
    refused(lambda: drafted(made), "failed 1 of these claims", "publish again")
    failed_episode = first[0].episode_key
    made.publish(
        [replace(e, held="audit_failed") if e.episode == failed_episode else e for e in ready(12)]
    )
    redrawn = drafted(made)
    assert len(redrawn.claims) == 11
    again = sampled(made)
    assert len(again.sampled) == 3
    assert again.findings == {entry.claim_ref: "pass" for entry in again.sampled}, "passes are kept"
    assert certify(made.home, AUTHORITY, OFFICER, TODAY).certificate_ref == "CERT-2023-02-01-1"
    register = (made.home.path / "registers" / "claim_findings.csv").read_text()
    assert register.count(",fail,") == 1, "the earlier finding is kept"


@pytest.mark.parametrize("decided_on, goes", [(TODAY - DAY, False), (TODAY, True)])
def test_a_failed_claim_goes_in_again_once_a_person_has_decided_so(made, decided_on, goes):
    drafted(made)
    first = sampled(made).sampled[0]
    find(made, {first.claim_ref: "fail"})
    withdraw(made.home, AUTHORITY, PREPARER, "one failed", TODAY)
    made.write(
        "registers/claim_reviews.csv",
        [{"review_ref": "REV-1", "episode_key": first.episode_key, "earlier_claim_ref": "",
          "decision": "claim", "decided_by": "Head", "decided_on": decided_on.isoformat(),
          "reason": "the plan was found", "recorded_at": decided_on.isoformat()}],
    )  # fmt: skip
    if goes:
        assert len(drafted(made).claims) == 12
    else:
        refused(lambda: drafted(made), "failed 1 of these claims")


def test_a_pass_on_other_evidence_is_no_pass(made):
    audited(made)
    withdraw(made.home, AUTHORITY, PREPARER, "evidence came", TODAY)
    episode = set_named(ledger(made), SET).sampled[0].episode_key
    number = int(episode[-2:])
    made.publish(with_evidence(ready(12), number, "attended 150 of 200"))
    made.sample = {**made.sample, "audit_sample_minimum": 12}
    made.publish(with_evidence(ready(12), number, "attended 150 of 200"))
    drafted(made)
    again = sampled(made)
    by_episode = {e.episode_key: again.findings.get(e.claim_ref) for e in again.sampled}
    assert by_episode[episode] is None
    assert list(by_episode.values()).count("pass") == 2


@pytest.mark.parametrize("tolerance, above", [(33, True), (34, False)])
def test_one_of_three_is_judged_at_the_edge_of_what_is_borne(made, tolerance, above):
    made.sample = {**made.sample, "audit_tolerance_percent": tolerance}
    made.publish(ready(12))
    drafted(made)
    first = [entry.claim_ref for entry in sampled(made).sampled]
    find(made, {first[0]: "fail", first[1]: "pass", first[2]: "pass"})
    refused(
        lambda: certify(made.home, AUTHORITY, OFFICER, TODAY),
        "draw more" if above else "1 claims failed",
    )


def test_a_finding_on_a_claim_outside_the_sample_is_refused(made):
    drafted(made)
    outside = {c.claim_ref for c in must_be_open(ledger(made)).claims}
    outside -= {e.claim_ref for e in sampled(made).sampled}
    refused(lambda: find(made, {min(outside): "pass"}), "not in the sample")
    assert not (made.home.path / "registers" / "claim_findings.csv").exists()


# Certificate (R20) --------------------------------------------------------------------------------


def test_R20_the_certificate_covers_hash_count_pounds_sample_and_what_was_relied_on(made):
    made.write(
        "local/catalogue_decisions.csv",
        [{"decision_id": "CAT-1", "catalogue_table": "rules", "row_code": "SF22-1.1-N1",
          "decision": "override", "column_name": "threshold", "new_value": "92",
          "decided_by": "Head", "decided_on": "2022-11-01", "reason": "local reading", "source": "",
          "recorded_at": "2022-11-01"}],
    )  # fmt: skip
    done = certified(made)
    [row] = list(csv.DictReader((made.home.path / "registers/claim_certificates.csv").open()))
    claim_set = done.claim_set
    assert row["set_hash"] == claim_set.set_hash
    wanted = {
        "families": "12", "amount_gbp": "9600.00", "sampled": "3", "failed": "0",
        "relied_on": "CAT-1", "certified_by": OFFICER, "role": "section_151_officer",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    page = done.file.read_text()
    for word in (
        "£9,600.00", claim_set.set_hash, "CAT-1", "local reading", OFFICER, PREPARER, AUDITOR,
        "Made-up (901)", "Significant and sustained progress", "Section 151 officer",
    ):  # fmt: skip
        assert word in page


@pytest.mark.parametrize("expires, counts", [("2023-02-01", False), ("2023-02-02", True)])
def test_an_exception_is_relied_on_until_the_day_before_it_ends(made, expires, counts):
    made.write(
        "registers/gate_exceptions.csv",
        [{"exception_id": "EXC-1", "gate": "gate_a", "feed_code": "", "signed_by": "SRO",
          "signed_on": "2023-01-01", "expires_on": expires, "reason": "late file",
          "recorded_at": "2023-01-01"}],
    )  # fmt: skip
    relied_on = what_is_relied_on(made.home, AUTHORITY, drafted(made), TODAY)
    assert [item.reference for item in relied_on] == (["EXC-1"] if counts else [])


def test_R20_without_a_certificate_nothing_is_packaged_or_submitted(made, monkeypatch):
    audited(made)
    refused(lambda: package_set(made.home, AUTHORITY, PREPARER, TODAY), "no certificate", "R20")
    monkeypatch.setattr(rebuild, "rebuilt", rebuilding(ready(12)))
    refused(
        lambda: submitting.record_submitted(made.home, AUTHORITY, ON, "D-1", PREPARER, ON),
        "no certificate",
    )


def test_an_unaudited_set_is_not_certified(made):
    drafted(made)
    refused(lambda: certify(made.home, AUTHORITY, OFFICER, TODAY), "no sample was drawn")
    sampled(made)
    refused(lambda: certify(made.home, AUTHORITY, OFFICER, TODAY), "3 of 3", "have no finding")


def test_preparer_auditor_and_certifier_are_three_people(made):
    made.write(
        "local/claim_roles.csv",
        [{"holder": who, "role": role, "valid_from": "2022-04-01", "valid_to": "",
          "delegated_by": "", "recorded_at": "2022-04-01"}
         for who in (PREPARER, AUDITOR)
         for role in ("preparer", "auditor", "delegated_certifier")],
    )  # fmt: skip
    drafted(made)
    refused(lambda: sample(made.home, AUTHORITY, PREPARER, TODAY), "was preparer", "another person")
    refused(
        lambda: sample(made.home, AUTHORITY, PREPARER.lower(), TODAY), "was preparer"
    )
    claim_set = sampled(made)
    find(made, {entry.claim_ref: "pass" for entry in claim_set.sampled})
    for by in (PREPARER, AUDITOR):
        refused(lambda by=by: certify(made.home, AUTHORITY, by, TODAY), "cannot be its certifier")


@pytest.mark.parametrize(
    "valid_from, valid_to, holds",
    [("2023-02-01", "", True), ("2023-02-02", "", False), ("2022-01-01", "2023-02-01", False),
     ("2022-01-01", "2023-02-02", True)],
)  # fmt: skip
def test_a_role_holds_from_its_first_day_to_the_day_before_its_end(made, valid_from, valid_to, holds):
    made.write(
        "local/claim_roles.csv",
        [{"holder": PREPARER, "role": "preparer", "valid_from": valid_from, "valid_to": valid_to,
          "delegated_by": "", "recorded_at": "2022-01-01"}],
    )  # fmt: skip
    if holds:
        assert drafted(made)
    else:
        refused(lambda: drafted(made), "is not preparer")


# Submission (R17, R18) ----------------------------------------------------------------------------


def test_R18_a_closed_window_is_refused(made, monkeypatch):
    certified(made)
    refused(
        lambda: package_set(made.home, AUTHORITY, PREPARER, date(2023, 3, 29)),
        "2022/23-W4", "2023-01-27 to 2023-03-28", "not on 2023-03-29",
    )  # fmt: skip
    package_set(made.home, AUTHORITY, PREPARER, date(2023, 3, 28))
    monkeypatch.setattr(rebuild, "rebuilt", rebuilding(ready(12)))
    refused(
        lambda: submitting.record_submitted(
            made.home, AUTHORITY, date(2023, 3, 29), "D-1", PREPARER, date(2023, 3, 30)
        ),
        "not on 2023-03-29",
    )
    assert submit(
        made, monkeypatch, ready(12), on=date(2023, 3, 28), today=date(2023, 3, 30)
    ).dropped == {}


@pytest.mark.parametrize("on", [TODAY - DAY, ON + DAY])
def test_a_day_before_the_package_or_after_today_is_refused(made, monkeypatch, on):
    packaged(made)
    monkeypatch.setattr(rebuild, "rebuilt", rebuilding(ready(12)))
    refused(
        lambda: submitting.record_submitted(made.home, AUTHORITY, on, "D-1", PREPARER, ON),
        "was not submitted on",
    )


def test_R17_a_family_that_drops_out_voids_the_certificate_and_nothing_counts(made, monkeypatch):
    packaged(made)
    done = submit(
        made, monkeypatch, [e for e in ready(12) if e.number != 7],
        {"episode-07": "outcome_not_met"},
    )  # fmt: skip
    assert done.dropped == {f"{SET}-0007": "outcome_not_met"}
    assert done.claim_set.state == "void"
    assert "submitted" not in types(made)
    assert types(made)[-2:] == ["set_voided", "dropped"]
    refused(lambda: package_set(made.home, AUTHORITY, PREPARER, ON), "no open claim set")
    made.publish([e for e in ready(12) if e.number != 7], ON)
    assert len(draft(made.home, AUTHORITY, PREPARER, ON).claim_set.claims) == 11


def test_a_family_held_back_by_the_day_of_submission_drops_out(made, monkeypatch):
    packaged(made)
    episodes = ready(12)
    episodes[0] = replace(episodes[0], held="retired")
    assert submit(made, monkeypatch, episodes).dropped == {f"{SET}-0001": "retired"}


def test_evidence_that_changed_without_changing_the_verdict_is_recorded_as_at_that_day(
    made, monkeypatch
):
    packaged(made)
    done = submit(made, monkeypatch, with_evidence(ready(12), 2, "attended 195 of 200"))
    before = {c.claim_ref: c.evidence_hash for c in done.claim_set.claims}
    after = {k.entry.claim_ref: k.entry.evidence_hash for k in done.claim_set.kept
             if k.entry.entry_type == "submitted"}  # fmt: skip
    assert [ref for ref in before if before[ref] != after[ref]] == [f"{SET}-0002"]


def test_a_demo_home_is_never_packaged_or_submitted(tmp_path):
    made = ClaimHome(tmp_path, is_demo=True)
    made.publish(ready(12))
    certified(made)
    refused(lambda: package_set(made.home, AUTHORITY, PREPARER, TODAY), "demo home", "SF_HOME")
    refused(
        lambda: submitting.record_submitted(made.home, AUTHORITY, ON, "D-1", PREPARER, ON),
        "demo home",
    )


@pytest.mark.parametrize("of", ["family", "episode"])
def test_R24_the_same_family_twice_in_a_set_is_refused_whatever_the_build_says(made, of):
    drafted(made)
    one = Entry("drafted", SET, "2022/23-W4", TODAY, "c1", "family-x", "episode-x")
    other = replace(one, claim_ref="c2", **{"family_key" if of == "episode" else "episode_key": "y"})
    before = ledger(made).path.read_bytes()
    with writing(made.home, AUTHORITY) as opened:
        refused(lambda: opened.append([one, other], TODAY), f"the same {of}", "twice")
    assert ledger(made).path.read_bytes() == before


def test_R24_an_episode_submitted_before_is_refused(made, monkeypatch):
    claim_set = submitted(made, monkeypatch)
    again = claim_set.of_claim("submitted", ON, claim_set.claims[0])
    with writing(made.home, AUTHORITY) as opened:
        refused(
            lambda: opened.append([replace(again, claim_ref="another")], ON), "submitted before"
        )


# Payment, query, recoupment (R16, R21) ------------------------------------------------------------


def pay(made, pounds, day=date(2023, 3, 1)):
    return money.record_paid(
        made.home, AUTHORITY, SET, Decimal(pounds), day, "PAY-1", PREPARER, day
    )


def test_a_payment_of_another_sum_is_refused(made, monkeypatch):
    submitted(made, monkeypatch)
    refused(lambda: pay(made, "9599.99"), "£9,599.99", "£9,600.00", "12 unpaid claims")
    assert pay(made, "9600.00") == 12
    refused(lambda: pay(made, "9600.00"), "£0.00")


def test_R21_a_recoupment_is_a_negative_row_and_rewrites_nothing(made, monkeypatch):
    submitted(made, monkeypatch)
    pay(made, "9600.00")
    before = ledger(made).path.read_text()
    amount = money.recoup(
        made.home, AUTHORITY, f"{SET}-0003", date(2023, 6, 1), "REC-1", "police correction",
        PREPARER, date(2023, 6, 2),
    )  # fmt: skip
    assert amount == Decimal("-800.00")
    after = ledger(made).path.read_text()
    assert after.startswith(before)
    assert ledger(made).kept[-1].entry.amount_gbp == Decimal("-800.00")
    refused(
        lambda: money.recoup(
            made.home, AUTHORITY, f"{SET}-0003", date(2023, 6, 3), "REC-2", "again", PREPARER,
            date(2023, 6, 3),
        ),
        "was recouped",
    )  # fmt: skip


def test_what_was_taken_back_before_it_was_paid_is_not_paid(made, monkeypatch):
    submitted(made, monkeypatch)
    amount = money.recoup(
        made.home, AUTHORITY, f"{SET}-0003", ON, "REC-1", "error", PREPARER, ON
    )
    assert amount == 0
    assert pay(made, "8800.00") == 11


def test_a_query_is_closed_once_and_only_if_it_is_open(made, monkeypatch):
    submitted(made, monkeypatch)
    asked = (made.home, AUTHORITY, f"{SET}-0003", ON, "Q-1", "which evidence", PREPARER, ON)
    refused(lambda: money.close_query(*asked), "is not queried")
    money.record_query(*asked)
    refused(lambda: money.record_query(*asked), "is queried already")
    money.close_query(*asked)
    refused(lambda: money.close_query(*asked), "is not queried")
    assert types(made)[-2:] == ["queried", "query_closed"]


@pytest.mark.parametrize("day", [ON - DAY, ON + 2 * DAY])
def test_nothing_happens_to_a_claim_before_it_was_submitted_or_after_today(made, monkeypatch, day):
    submitted(made, monkeypatch)
    refused(
        lambda: money.record_query(
            made.home, AUTHORITY, f"{SET}-0003", day, "Q-1", "why", PREPARER, ON + DAY
        ),
        "the day cannot be",
    )


# Looking back -------------------------------------------------------------------------------------


def test_a_rebuild_that_gives_the_same_rows_is_the_same_to_the_byte(made, monkeypatch):
    drafted(made)
    monkeypatch.setattr(rebuild, "rebuilt", rebuilding(list(reversed(ready(12)))))
    done = checks.reproduce(made.home, AUTHORITY, SET)
    assert (done.is_same, done.why_not) == (True, [])
    assert done.of_ledger.read_bytes() == done.of_rebuild.read_bytes()
    assert len(done.of_ledger.read_text().splitlines()) == 13


@pytest.mark.parametrize(
    "episodes, why",
    [(ready(11), "1 claims of the set are not ready"),
     (with_evidence(ready(12), 3, "other"), "1 claims have another amount, route or evidence"),
     (ready(12, pays=0), "12 claims have another amount")],
)  # fmt: skip
def test_a_rebuild_that_differs_says_in_what(made, monkeypatch, episodes, why):
    drafted(made)
    monkeypatch.setattr(rebuild, "rebuilt", rebuilding(episodes))
    done = checks.reproduce(made.home, AUTHORITY, SET)
    assert not done.is_same and len(done.why_not) == 1 and done.why_not[0].startswith(why)


def test_claims_that_later_knowledge_undoes_are_at_risk_and_never_rewritten(made, monkeypatch):
    submitted(made, monkeypatch)
    before = ledger(made).path.read_bytes()
    later = with_evidence([e for e in ready(12) if e.number != 4], 5, "corrected")
    rebuilt = rebuilding(later, {"episode-04": "outcome_not_met"})
    monkeypatch.setattr(rebuild, "rebuilt", rebuilt)
    found = checks.check(made.home, AUTHORITY, date(2023, 5, 1))
    assert rebuilt.asked == [(ON, date(2023, 5, 1))], "as of then, known now"
    at_risk = {r.claim.claim_ref: r.reasons for r in found if r.is_at_risk}
    assert at_risk == {f"{SET}-0004": "outcome_not_met"}
    changed = {r.claim.claim_ref for r in found if r.is_evidence_changed and not r.is_at_risk}
    assert changed == {f"{SET}-0005"}
    assert ledger(made).path.read_bytes() == before
    rows = list(csv.DictReader((made.home.path / "registers/claim_checks.csv").open()))
    assert len(rows) == 12
    assert [row["claim_ref"] for row in rows if row["is_ready"] == "N"] == [f"{SET}-0004"]


def test_of_a_claim_whose_family_was_destroyed_it_is_said_and_nothing_judged(made, monkeypatch):
    submitted(made, monkeypatch)
    made.write(
        "registers/destroyed_records.csv",
        [
            {"destruction_ref": "DES-1", "rule_id": "RET-P1", "anchor_kind": kind,
             "feed_code": "early_help", "anchor_key": key, "stood_for_key": key, "kept_key": kept,
             "first_known_on": "", "destroyed_on": "2023-04-30", "recorded_at": "2023-04-30"}
            for kind, key, kept in (
                ("family", "family-04", ""), ("episode", "episode-05", ""),
                ("family", "family-06", "family-06"), ("person", "family-07", ""),
            )
        ],
    )  # fmt: skip
    before = ledger(made).path.read_bytes()
    left = [episode for episode in ready(12) if episode.number not in (4, 5, 6, 7)]
    monkeypatch.setattr(rebuild, "rebuilt", rebuilding(left))
    words = "destroyed under rule RET-P1 on 2023-04-30"
    found = checks.check(made.home, AUTHORITY, date(2023, 5, 1))
    gone = {r.claim.claim_ref: r.destroyed for r in found if r.destroyed}
    assert gone == {f"{SET}-0004": words, f"{SET}-0005": words}
    assert {r.claim.claim_ref for r in found if r.is_at_risk} == {f"{SET}-0006", f"{SET}-0007"}
    rows = list(csv.DictReader((made.home.path / "registers/claim_checks.csv").open()))
    assert len(rows) == 10 and not {row["claim_ref"] for row in rows} & set(gone)
    done = checks.reproduce(made.home, AUTHORITY, SET)
    assert done.why_not == [
        f"claim {SET}-0004 is {words}", f"claim {SET}-0005 is {words}",
        "2 claims of the set are not ready in the rebuild",
    ]  # fmt: skip
    assert ledger(made).path.read_bytes() == before


def test_what_was_taken_back_is_not_checked_again(made, monkeypatch):
    submitted(made, monkeypatch)
    money.recoup(made.home, AUTHORITY, f"{SET}-0003", ON, "REC-1", "error", PREPARER, ON)
    monkeypatch.setattr(rebuild, "rebuilt", rebuilding(ready(12)))
    assert len(checks.check(made.home, AUTHORITY, date(2023, 5, 1))) == 11


# The ledger ---------------------------------------------------------------------------------------


def tampered(made, change):
    path = ledger(made).path
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(change(lines)))


def amount(lines):
    return [line.replace(",800.00,", ",8000.00,") if number == 3 else line
            for number, line in enumerate(lines)]  # fmt: skip


def removed(lines):
    return lines[:3] + lines[4:]


def swapped(lines):
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


def first_gone(lines):
    return [lines[0], *lines[2:]]


@pytest.mark.parametrize("change", [amount, removed, swapped, first_gone])
def test_a_ledger_that_was_changed_is_refused_by_every_command(made, change):
    certified(made)
    tampered(made, change)
    for act in (
        lambda: drafted(made),
        lambda: sampled(made),
        lambda: certify(made.home, AUTHORITY, OFFICER, TODAY),
        lambda: package_set(made.home, AUTHORITY, PREPARER, TODAY),
        lambda: checks.reproduce(made.home, AUTHORITY, SET),
    ):
        refused(act, "claim_ledger.csv", "row ", "not as it was written", "backup")


def test_a_ledger_cut_off_below_a_certificate_is_refused(made):
    certified(made)
    tampered(made, lambda lines: lines[:-2])  # the certificate and the last finding are gone
    refused(lambda: drafted(made), "certificate CERT-2023-02-01-1", "gone or another")


def test_a_ledger_of_another_authority_is_refused(made):
    drafted(made)
    made.write(
        "local/authority.csv",
        [{"authority_code": "902", "authority_name": "Other", "funding_model":
          "payment_by_results", "recorded_at": "2022-04-01"}],
    )  # fmt: skip
    refused(lambda: Ledger(made.home, "902"), "authority_code 902")


def test_two_commands_do_not_write_at_once(made):
    with writing(made.home, AUTHORITY):
        refused(lambda: drafted(made), "another claims command", "delete")
    assert drafted(made)


def test_a_text_that_would_blur_the_hash_is_refused(made):
    drafted(made)
    refused(lambda: withdraw(made.home, AUTHORITY, PREPARER, "a|b", TODAY), "the sign |")
    assert "set_withdrawn" not in types(made)


def test_the_hash_of_an_entry_is_that_of_its_columns_and_the_one_before(made):
    """Worked out apart from the code, from the columns of the contract."""
    import hashlib

    from claim_home import contract_of

    certified(made)
    before = "0" * 64
    columns = contract_of("claim_ledger")
    hashed = columns[: columns.index("recorded_at") + 1]
    for row in csv.DictReader(ledger(made).path.open()):
        text = "|".join([before, *(row[name] for name in hashed)])
        assert row["previous_hash"] == before
        before = hashlib.sha256(text.encode()).hexdigest()
        assert row["entry_hash"] == before


# The workbook of findings -------------------------------------------------------------------------


def workbook(made, answers):
    """The workbook, filled in: answers by row, each a cell by heading."""
    path = write_findings(made.home, AUTHORITY, must_be_open(ledger(made)), TODAY)
    book = load_workbook(path)
    sheet = book["Findings"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in answers.items():
        for heading, value in cells.items():
            sheet.cell(row, columns[heading]).value = value
    book.save(path)
    return read_findings(path, must_be_open(ledger(made)), TODAY)


def test_findings_come_back_from_the_workbook_and_empty_rows_stay_open(made):
    drafted(made)
    sampled(made)
    found, problems = workbook(
        made,
        {2: {"Finding": "pass", "Found on": TODAY},
         3: {"Finding": "Fail", "What is wrong": "no plan for one child", "Found on": "01/02/2023"}},
    )  # fmt: skip
    assert problems == []
    assert [(row["result"], row["issue"], row["found_on"]) for row in found] == [
        ("pass", "", "2023-02-01"), ("fail", "no plan for one child", "2023-02-01")
    ]  # fmt: skip
    record_findings(made.home, AUTHORITY, found, AUDITOR, TODAY)
    (made.home.output / "claims" / SET / "findings.xlsx").unlink()
    again, _ = workbook(made, {2: {"Finding": "pass", "Found on": TODAY}})
    assert len(again) == 1, "only what has no finding yet is asked again"


def test_every_problem_of_a_workbook_is_told_at_once(made):
    drafted(made)
    sampled(made)
    found, problems = workbook(
        made,
        {2: {"Finding": "fine", "Found on": TODAY},
         3: {"Finding": "fail", "Found on": TODAY},
         4: {"Finding": "pass", "Found on": TODAY - DAY}},
    )  # fmt: skip
    assert found == []
    assert len(problems) == 3
    for problem, words in zip(
        problems,
        ("row 2, column 'Finding': expected 'pass' or 'fail'", "row 3, column 'What is wrong'",
         "row 4, column 'Found on': expected a day from 01/02/2023 on"),
        strict=True,
    ):  # fmt: skip
        assert problem.startswith(words)


def test_a_row_of_another_claim_is_not_taken(made):
    drafted(made)
    sampled(made)
    found, problems = workbook(
        made, {2: {"Claim": f"{SET}-9999", "Finding": "pass", "Found on": TODAY}}
    )
    assert found == [] and "a cell was changed" in problems[0]
