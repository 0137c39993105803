"""Housing, homelessness, council tax, and the address gazetteer."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from ..calendar import day_number
from .common import (
    IDENTITY,
    LAST_DAY,
    LAST_DELIVERY,
    NEVER,
    Feed,
    Table,
    World,
    after,
    pence,
    together,
)

# Housing ------------------------------------------------------------------------------------------

HOUSING_DELIVERIES = (date(2024, 1, 15), LAST_DELIVERY)
TENANCIES = Table("housing_tenancies", known="tenancy_start", reference="tenant_ref",
                  later={"tenancy_end": ()}, hidden=("tenancy",))  # fmt: skip
RENT_ARREARS = Table("housing_arrears", known="arrears_as_at", hidden=("tenancy", "pence"))
HOUSING_ASB = Table("housing_asb_cases", known="opened_on", reference="tenant_ref", identity={},
                    later={"closed_on": ()})  # fmt: skip
POSSESSION = Table("housing_possession_actions", known="action_on", hidden=("tenancy",),
                   later={"withdrawn_on": ()})  # fmt: skip
_STAGES = ("LETTER", "NSP", "COURT")


def housing(world: World, feed: Feed) -> None:
    """Tenants and what happens to their tenancies, delivered twice; the second delivery counts.

    In the first the end of some tenancies is a week off, and it has one tenancy too many.
    """
    need = world.family_need_day("9.1", "9.2", "9.3", "10.2")
    is_head = np.zeros(world.size, bool)
    is_head[world.heads] = True
    heads = feed.draw(is_head, 0.17, supported=0.45, need=need, likely=0.85, at_least=20,
                      is_trouble=False)  # fmt: skip
    heads = feed.without_planted(TENANCIES.name, heads)
    count = len(heads)
    start = np.maximum(
        feed.days(heads, "2012-01-01", "2023-06-30"), world.born[heads] + 18 * 366
    )
    lets = pd.DataFrame(
        {
            "head": heads,
            "tenancy": np.arange(count),
            "tenancy_ref": feed.ids("TN", count),
            "tenure": feed.pick(count, "COUNCIL", "RP", "COUNCIL", "PRS"),
            "tenancy_start": start,
            "tenancy_end": np.where(
                feed.rng.random(count) < 0.06, day_number("2023-09-01") + np.arange(count) % 120,
                NEVER,
            ),
        }
    )  # fmt: skip
    lets.loc[lets.index[2:4], "tenancy_end"] = day_number("2023-11-30")
    planted = _planted_lets(feed, count)
    tenants = _tenants(world, together(lets, planted[lets.columns]))
    arrears = _rent_arrears(feed, lets, need[heads], world.is_quiet[heads])
    tables = {
        TENANCIES: tenants,
        RENT_ARREARS: together(arrears, _planted_arrears(planted)),
        HOUSING_ASB: _asb(feed, tenants),
        POSSESSION: together(_possession(feed, arrears), _planted_possession(feed, planted)),
    }
    mistaken = (tenants["tenancy_end"] < NEVER) & (tenants["tenancy"] % 2 == 0)
    withdrawn = lets["tenancy_ref"].head(1 if world.number == 0 else 0)
    for received in HOUSING_DELIVERIES:
        listed = dict(tables)
        if received != LAST_DELIVERY:
            listed[TENANCIES] = tenants.assign(tenancy_end=tenants["tenancy_end"] - 7 * mistaken)
        else:
            listed = {
                table: facts[~facts["tenancy_ref"].isin(withdrawn)]
                for table, facts in tables.items()
            }
        held = {table: feed.full(table, facts, received) for table, facts in listed.items()}
    _tell_housing(feed, held)


def _planted_lets(feed: Feed, count: int) -> pd.DataFrame:
    """The tenancies of the stories, each with its arrears and the steps towards possession."""
    columns = ["row", "tenancy_start", "tenancy_end", "arrears", "actions"]
    lets = feed.planted(TENANCIES.name).reindex(columns=columns)
    lets["tenancy"] = count + np.arange(len(lets))
    lets["tenancy_ref"] = feed.ids("TNS", len(lets))
    lets["tenure"] = "COUNCIL"
    return lets.rename(columns={"row": "head"})


def _planted_arrears(lets: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (let.tenancy, let.tenancy_ref, day, owed, stage)
        for let in lets.itertuples()
        for day, owed, stage in let.arrears
    ]
    columns = ["tenancy", "tenancy_ref", "arrears_as_at", "pence", "stage"]
    arrears = pd.DataFrame(rows, columns=columns)
    arrears["arrears_amount"] = pence(arrears["pence"])
    arrears["weeks_in_arrears"] = arrears["pence"] // 10_000
    return arrears


def _planted_possession(feed: Feed, lets: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (let.tenancy, let.tenancy_ref, day, step)
        for let in lets.itertuples()
        for day, step in let.actions
    ]
    actions = pd.DataFrame(rows, columns=["tenancy", "tenancy_ref", "action_on", "action"])
    actions["action_ref"] = feed.ids("HPS", len(actions))
    actions["withdrawn_on"] = NEVER
    return actions


def _tenants(world: World, lets: pd.DataFrame) -> pd.DataFrame:
    """The adults of the household are the tenants."""
    members = world.members(world.household[lets["head"]])
    row = members["row"].to_numpy()
    adult = (world.position[row] < 2) & (
        world.born[row] + 17 * 365 < lets["tenancy_start"].to_numpy()[members["place"]]
    )
    adult |= world.position[row] == 0
    place = members["place"].to_numpy()[adult]
    tenants = lets.drop(columns="head").iloc[place].reset_index(drop=True)
    tenants.insert(0, "row", row[adult])
    return tenants


def _rent_arrears(
    feed: Feed, lets: pd.DataFrame, need: np.ndarray, is_quiet: np.ndarray
) -> pd.DataFrame:
    """Statements on the first of the month; those in arrears mostly stay so for a while."""
    owes = np.where(need < NEVER, 0.8, 0.15) > feed.rng.random(len(lets))
    owes[:8] = True
    owes &= ~is_quiet
    owing, parts = lets[owes], []
    start = np.where(need[owes] < NEVER, need[owes] - 60, day_number("2023-01-01"))
    owed = feed.rng.integers(8_000, 60_000, len(owing))
    stage = feed.rng.integers(0, len(_STAGES), len(owing))
    for month in np.arange(np.datetime64("2022-10"), np.datetime64("2024-04")):
        day = int(month.astype("datetime64[D]").astype(int))
        owed = np.maximum(owed + feed.rng.integers(-6_000, 7_000, len(owing)), 1_000)
        listed = (start <= day) & (day <= owing["tenancy_end"]) & (owing["tenancy_start"] <= day)
        listed &= start + 500 > day
        parts.append(
            pd.DataFrame(
                {
                    "tenancy": owing["tenancy"],
                    "tenancy_ref": owing["tenancy_ref"],
                    "arrears_as_at": day,
                    "arrears_amount": pence(owed),
                    "weeks_in_arrears": owed // 10_000,
                    "stage": np.array(_STAGES, dtype=object)[stage],
                    "pence": owed,
                }
            )[listed]
        )
    return pd.concat(parts, ignore_index=True)


def _asb(feed: Feed, tenants: pd.DataFrame) -> pd.DataFrame:
    involved = tenants[tenants["tenancy_end"] == NEVER]
    involved = involved[feed.rng.random(len(involved)) < 0.06]
    involved = pd.concat([tenants.iloc[4:8], involved]).drop_duplicates()
    count = len(involved)
    opened = feed.days(involved["row"], "2022-06-01", "2024-02-10")
    drawn = pd.DataFrame(
        {
            "row": involved["row"],
            "asb_ref": feed.ids("HA", count),
            "tenancy_ref": involved["tenancy_ref"],
            "person_role": feed.pick(count, "PERPETRATOR", "COMPLAINANT"),
            "opened_on": opened,
            "closed_on": feed.later(opened, 30, 240, 0.6),
        }
    )
    cases = feed.with_planted(HOUSING_ASB, drawn, asb_ref="HA", tenancy_ref="")
    refs = tenants.drop_duplicates("row").set_index("row")["tenancy_ref"]
    return cases.assign(tenancy_ref=refs.reindex(cases["row"]).to_numpy())


def _possession(feed: Feed, arrears: pd.DataFrame) -> pd.DataFrame:
    """A notice, and for some the court, a fortnight after a statement that threatens it."""
    threatened = arrears[arrears["stage"] != "LETTER"].drop_duplicates("tenancy")
    if threatened.empty:
        threatened = arrears.head(1)
    count = len(threatened)
    day = threatened["arrears_as_at"] + 14
    return pd.DataFrame(
        {
            "tenancy": threatened["tenancy"],
            "action_ref": feed.ids("HP", count),
            "tenancy_ref": threatened["tenancy_ref"],
            "action": np.where(threatened["stage"] == "COURT", "COURT", "NSP"),
            "action_on": day,
            "withdrawn_on": feed.later(day, 10, 60, 0.3),
        }
    )


def _tell_housing(feed: Feed, held: dict[Table, pd.DataFrame]) -> None:
    tenants = held[TENANCIES]
    feed.tell(
        "tenancy",
        tenants["row"],
        start=tenants["tenancy_start"],
        end=after(tenants["tenancy_end"]),
        text=tenants["tenure"],
    )
    arrears, actions = (
        _of_each(held[table], tenants, "tenancy_ref", day, "tenancy_start", "tenancy_end")
        for table, day in ((RENT_ARREARS, "arrears_as_at"), (POSSESSION, "action_on"))
    )
    feed.tell(
        "rent_arrears",
        arrears["row"],
        on=arrears["arrears_as_at"],
        number=arrears["pence"],
        text=arrears["stage"],
    )
    feed.tell("possession_action", actions["row"], on=actions["action_on"], text=actions["action"])
    asb = held[HOUSING_ASB]
    feed.tell(
        "housing_asb_case",
        asb["row"],
        start=asb["opened_on"],
        end=after(asb["closed_on"]),
        role=asb["person_role"].str.lower(),
    )


def _of_each(
    facts: pd.DataFrame, people: pd.DataFrame, key: str, day: str, first: str, last: str
) -> pd.DataFrame:
    """A fact of a tenancy or account once for each person it has on the day."""
    joined = facts.merge(people[["row", key, first, last]], on=key)
    return joined[(joined[first] <= joined[day]) & (joined[day] <= joined[last])]


# Homelessness -------------------------------------------------------------------------------------

HCLIC_CASES = Table("hclic_cases", known="applied_on", hidden=("place",))
HCLIC_PEOPLE = Table("hclic_people", known="applied_on", reference="person_ref",
                     hidden=("applied_on",))  # fmt: skip
HCLIC_DUTIES = Table("hclic_duties", known="started_on", hidden=("place",),
                     later={"ended_on": ("end_reason",)})  # fmt: skip
HCLIC_PLACEMENTS = Table("hclic_temporary_accommodation", known="placed_on", hidden=("place",),
                         later={"left_on": ()})  # fmt: skip
_LOSSES = ("FAMILY_OR_FRIENDS", "END_OF_AST", "DOMESTIC_ABUSE", "RELATIONSHIP_BREAKDOWN",
           "END_OF_SOCIAL_TENANCY", "HOME_UNSUITABLE", "OTHER")  # fmt: skip
_ENDS = ("SECURED_6_MONTHS", "HOMELESS", "CONTACT_LOST", "56_DAYS", "WITHDREW")


def homelessness(world: World, feed: Feed) -> None:
    """Applications of whole households, the duties that follow one another, and placements."""
    is_head = np.zeros(world.size, bool)
    is_head[world.heads] = True
    need = world.family_need_day("9.1", "9.2", "9.3")
    heads = feed.draw(is_head, 0.006, supported=0.03, need=need, likely=0.6, at_least=10)
    heads = feed.without_planted(HCLIC_CASES.name, heads)
    applied = feed.days(heads, "2021-06-01", "2024-02-01", need)
    drawn = pd.DataFrame(
        {"row": heads, "applied_on": applied, "loss_reason": feed.pick(len(heads), *_LOSSES)}
    )
    columns = [*drawn.columns, "duties", "placements"]
    planted = feed.planted(HCLIC_CASES.name).reindex(columns=columns)
    cases = together(drawn, planted[drawn.columns])
    heads, applied = cases.pop("row").to_numpy(int), cases["applied_on"].to_numpy(int)
    cases.insert(0, "place", np.arange(len(cases)))
    cases.insert(1, "case_ref", feed.ids("HC", len(cases)))
    people = world.members(world.household[heads])
    people["applied_on"] = applied[people["place"]]
    people["case_ref"] = cases["case_ref"].to_numpy()[people["place"]]
    people["is_main_applicant"] = np.where(people["row"] == heads[people["place"]], "Y", "N")
    people = people[world.born[people["row"]] < people["applied_on"]]
    feed.full(HCLIC_CASES, cases)
    feed.full(HCLIC_PEOPLE, people.drop(columns="place"))
    planted = planted.join(cases[len(drawn) :].reset_index(drop=True)[["place", "case_ref"]])
    duties = _duties(feed, cases[: len(drawn)])
    placements = together(_placements(feed, duties), _planted_placements(feed, planted))
    duties = together(duties, _planted_duties(planted))
    held = feed.full(HCLIC_DUTIES, duties)
    placed = feed.full(HCLIC_PLACEMENTS, placements)
    who = people[["row", "place"]]
    told = who.merge(cases, on="place")
    feed.tell("homelessness_application", told["row"], on=told["applied_on"],
              text=told["loss_reason"])  # fmt: skip
    told = who.merge(held, on="place")
    feed.tell("homelessness_duty", told["row"], start=told["started_on"],
              end=after(told["ended_on"]), text=told["duty"])  # fmt: skip
    told = told[told["ended_on"] < NEVER]
    feed.tell("homelessness_duty_ended", told["row"], on=told["ended_on"],
              text=told["end_reason"])  # fmt: skip
    told = who.merge(placed, on="place")
    feed.tell("temporary_accommodation", told["row"], start=told["placed_on"],
              end=after(told["left_on"]), text=told["accommodation_type"])  # fmt: skip


def _duties(feed: Feed, cases: pd.DataFrame) -> pd.DataFrame:
    """Prevention or relief first; relief that does not help goes on to the main duty."""
    count = len(cases)
    first = feed.pick(count, "RELIEF", "PREVENTION")
    end = feed.later(cases["applied_on"], 25, 56, 0.85)
    reason = feed.pick(count, *_ENDS)
    goes_on = (first == "RELIEF") & feed.chance(count, 0.6) & (end < NEVER)
    reason = np.where(goes_on, "56_DAYS", reason)
    one = cases[["place", "case_ref"]].assign(
        duty=first,
        started_on=cases["applied_on"],
        ended_on=end,
        end_reason=np.where(end < NEVER, reason, ""),
    )
    begins = end[goes_on] + 1
    over = feed.later(begins, 60, 500, 0.5)
    two = cases.loc[goes_on, ["place", "case_ref"]].assign(
        duty="MAIN",
        started_on=begins,
        ended_on=over,
        end_reason=np.where(over < NEVER, "SECURED_6_MONTHS", ""),
    )
    return pd.concat([one, two], ignore_index=True)


def _planted_duties(cases: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (case.place, case.case_ref, *duty) for case in cases.itertuples() for duty in case.duties
    ]
    columns = ["place", "case_ref", "duty", "started_on", "ended_on", "end_reason"]
    return pd.DataFrame(rows, columns=columns)


def _planted_placements(feed: Feed, cases: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (case.place, case.case_ref, *days, "Private leased")
        for case in cases.itertuples()
        for days in case.placements
    ]
    columns = ["place", "case_ref", "placed_on", "left_on", "accommodation_type"]
    placements = pd.DataFrame(rows, columns=columns)
    placements["placement_ref"] = feed.ids("HTS", len(placements))
    return placements


def _placements(feed: Feed, duties: pd.DataFrame) -> pd.DataFrame:
    placed = duties[(duties["duty"] != "PREVENTION") & feed.chance(len(duties), 0.7)]
    placed = placed.drop_duplicates("place")
    count = len(placed)
    day = placed["started_on"] + 2
    return pd.DataFrame(
        {
            "place": placed["place"],
            "placement_ref": feed.ids("HT", count),
            "case_ref": placed["case_ref"],
            "placed_on": day,
            "left_on": feed.later(day, 20, 400, 0.6),
            "accommodation_type": feed.pick(count, "Nightly paid", "Hostel", "Private leased"),
        }
    )


# Council tax --------------------------------------------------------------------------------------

LIABILITIES = Table("council_tax_liabilities", known="known", reference="liable_ref",
                    identity={"title": "title"} | IDENTITY,
                    later={"liability_end": ()}, days=("liability_start",),
                    hidden=("known", "head", "support_pence"))  # fmt: skip
TAX_ARREARS = Table("council_tax_arrears", known="arrears_as_at", hidden=("pence",))
_BANDS = ("A", "B", "C", "D", "E", "F", "G", "H")
_STORIES_FROM = day_number("2015-04-01")
_RECOVERY = ("REMINDER", "FINAL", "SUMMONS", "LIABILITY_ORDER", "ENFORCEMENT_AGENT")


def council_tax(world: World, feed: Feed) -> None:
    """Every household's account; its one or two adults are liable."""
    heads, count = world.heads, len(world.heads)
    need = world.family_need_day("10.2", "10.1")[heads]
    poor = np.where(need < NEVER, 0.8, np.where(world.is_supported[heads], 0.5, 0.15))
    support = np.where(feed.rng.random(count) < poor, feed.rng.integers(500, 3_000, count), 0)
    support[:1] = 1_250
    exempt = (feed.rng.random(count) < 0.02) & ~world.is_quiet[heads]
    exempt[:1] = True
    start = feed.days(heads, "2008-04-01", "2023-12-31")
    accounts = pd.DataFrame(
        {
            "head": heads,
            "known": 0,
            "account_ref": feed.ids("CT", count),
            "liability_start": start,
            "liability_end": np.where(
                feed.rng.random(count) < 0.02, day_number("2024-01-31"), NEVER
            ),
            "band": feed.pick(count, "A", "B", "C", *_BANDS),
            "exemption_class": np.where(exempt, feed.pick(count, "U", "N", "S", "F"), ""),
            "discount_type": "",
            "support_weekly": np.where(support > 0, pence(support), ""),
            "support_pence": support,
        }
    )
    planted = feed.planted(TAX_ARREARS.name).reindex(columns=["row", "statements"])
    in_story = np.isin(heads, planted["row"])
    accounts.loc[in_story, ["liability_start", "liability_end"]] = (_STORIES_FROM, NEVER)
    members = world.members(world.household[heads])
    row, place = members["row"].to_numpy(), members["place"].to_numpy()
    liable = world.position[row] < 2
    facts = accounts.iloc[place[liable]].reset_index(drop=True)
    facts.insert(0, "row", row[liable])
    facts["liability_start"] = np.maximum(
        facts["liability_start"], world.born[facts["row"]] + 18 * 366
    )
    facts = facts[facts["liability_start"] < np.minimum(facts["liability_end"], LAST_DAY)]
    held = feed.full(LIABILITIES, facts)
    paid, exempt = held[held["support_pence"] > 0], held[held["exemption_class"] != ""]
    feed.tell("council_tax_support", paid["row"], start=paid["liability_start"],
              end=after(paid["liability_end"]), number=paid["support_pence"])  # fmt: skip
    feed.tell("council_tax_exemption", exempt["row"], start=exempt["liability_start"],
              end=after(exempt["liability_end"]), text=exempt["exemption_class"])  # fmt: skip
    owes = np.where(need < NEVER, 0.75, np.where(world.is_supported[heads], 0.2, 0.04))
    owes = (feed.rng.random(count) < owes) & ~world.is_quiet[heads]
    owes[:3] = True
    refs = accounts.set_index("head")["account_ref"]
    arrears = together(
        _tax_arrears(feed, accounts[owes & ~in_story]), _planted_statements(planted, refs)
    )
    known = feed.full(TAX_ARREARS, arrears)
    told = _of_each(known, held, "account_ref", "arrears_as_at", "liability_start",
                    "liability_end")  # fmt: skip
    feed.tell("council_tax_arrears", told["row"], on=told["arrears_as_at"],
              number=told["pence"], text=told["recovery_stage"])  # fmt: skip


def _planted_statements(planted: pd.DataFrame, refs: pd.Series) -> pd.DataFrame:
    rows = [
        (refs[account.row], day, owed, stage)
        for account in planted.itertuples()
        for day, owed, stage in account.statements
    ]
    columns = ["account_ref", "arrears_as_at", "pence", "recovery_stage"]
    statements = pd.DataFrame(rows, columns=columns)
    statements["arrears_total"] = pence(statements["pence"])
    return statements


def _tax_arrears(feed: Feed, accounts: pd.DataFrame) -> pd.DataFrame:
    """Statements at the end of each quarter, growing."""
    parts, count = [], len(accounts)
    owed = feed.rng.integers(5_000, 50_000, count)
    stage = feed.rng.integers(0, 2, count)
    for place, day in enumerate(("2022-12-31", "2023-03-31", "2023-06-30", "2023-09-30",
                                 "2023-12-31")):  # fmt: skip
        owed = owed + feed.rng.integers(0, 15_000, count)
        stage_now = np.minimum(stage + place // 2, len(_RECOVERY) - 1)
        statement = pd.DataFrame(
            {
                "account_ref": accounts["account_ref"],
                "arrears_as_at": day_number(day),
                "arrears_total": pence(owed),
                "recovery_stage": np.array(_RECOVERY, dtype=object)[stage_now],
                "pence": owed,
            }
        )
        parts.append(statement[accounts["liability_start"] <= day_number(day)])
    return pd.concat(parts, ignore_index=True)


# Addresses ----------------------------------------------------------------------------------------

GAZETTEER = Table("gazetteer_addresses", known="known", hidden=("known",))


def _area_numbers(postcodes: pd.Series) -> np.ndarray:
    return postcodes.map(lambda code: sum(code.encode())).to_numpy()


def ward_codes(postcodes: pd.Series) -> list[str]:
    """The ward that each postcode lies in."""
    return [f"E0599900{code % 7 + 1}" for code in _area_numbers(postcodes).tolist()]


def address_gazetteer(world: World, feed: Feed) -> None:
    """Every home of the area; areas follow the postcode."""
    homes = world.people.iloc[world.heads]
    area = _area_numbers(homes["postcode"])
    facts = pd.DataFrame(
        {
            "known": 0,
            "uprn": homes["uprn"].to_numpy(),
            "address_line": homes["address"].to_numpy(),
            "postcode": homes["postcode"].to_numpy(),
            "ward_code": ward_codes(homes["postcode"]),
            "lsoa_code": [f"E010990{code % 35 + 10}" for code in area.tolist()],
            "classification": "RD",
        }
    )
    feed.full(GAZETTEER, facts)
