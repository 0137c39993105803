"""Health, a month a file, and treatment for drugs and alcohol."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..calendar import day_number
from .common import IDENTITY, NEVER, Feed, Table, World, after

_PATIENT = {"nhs_number": "nhs_number"} | IDENTITY
_FIRST_DAY, _LAST_DAY = "2023-10-01", "2024-02-29"
REVIEWS = Table("health_health_visiting_reviews", known="due_on", reference="patient_ref",
                later={"completed_on": (), "closed": ("outcome",)}, identity=_PATIENT,
                hidden=("closed",))  # fmt: skip
MATERNITY = Table("health_maternity_bookings", known="booked_on", reference="patient_ref",
                  later={"delivered_on": ()}, days=("expected_delivery_on",),
                  identity=_PATIENT)  # fmt: skip
IMMUNISATIONS = Table("health_immunisations", known="due_on", reference="patient_ref",
                      later={"given_on": ()}, identity=_PATIENT, hidden=("closed",))  # fmt: skip
EMERGENCY = Table("health_ae_attendances", known="attended_on", reference="patient_ref",
                  identity=_PATIENT)  # fmt: skip
REFERRALS = Table("health_mental_health_referrals", known="referred_on", reference="patient_ref",
                  later={"first_contact_on": (), "discharged_on": ("discharge_reason",)},
                  identity=_PATIENT)  # fmt: skip
MEASURES = Table("health_measures", known="completed_on", reference="patient_ref",
                 identity=_PATIENT)  # fmt: skip

_REVIEW_AGES = (("NEW_BIRTH", 12), ("6_8_WEEKS", 49), ("12_MONTHS", 365), ("2_2_5_YEARS", 800))
_VACCINES = (
    ("6IN1", 56), ("6IN1", 84), ("6IN1", 112), ("MENB", 56), ("MENB", 112), ("MENB", 366),
    ("ROTA", 56), ("ROTA", 84), ("PNEUMO", 84), ("PNEUMO", 367), ("MMR1", 365), ("MMR2", 1216),
    ("PRESCHOOL_BOOSTER", 1217),
)  # fmt: skip
_SUPPORT_REASONS = (
    "YOUNG_PARENT", "CARE_LEAVER", "LEARNING_NEED", "MENTAL_HEALTH", "SUBSTANCE_USE",
    "DOMESTIC_ABUSE", "OTHER",
)  # fmt: skip


def health(world: World, feed: Feed) -> None:
    """All that the health partners send."""
    _reviews(world, feed)
    _maternity(world, feed)
    _immunisations(world, feed)
    _emergency(world, feed)
    _mental_health(world, feed)


def _reviews(world: World, feed: Feed) -> None:
    """Reviews of every child under three; some are declined or the child is not seen."""
    rows = np.flatnonzero(world.aged(0, 2, _LAST_DAY))
    facts = pd.DataFrame(
        {
            "row": np.repeat(rows, len(_REVIEW_AGES)),
            "review_type": np.tile(np.array([c for c, _ in _REVIEW_AGES], object), len(rows)),
            "due_on": (world.born[rows][:, None] + np.array([d for _, d in _REVIEW_AGES])).ravel(),
        }
    )
    count = len(facts)
    who, due = facts["row"].to_numpy(), facts["due_on"].to_numpy()
    neglected = world.need_day("2.2", "2.3")[who] < NEVER
    share = np.select(
        [world.is_quiet[who], neglected, world.is_supported[who]], [0.0, 0.5, 0.2], 0.08
    )
    missed = feed.rng.random(count) < share
    facts["completed_on"] = np.where(missed, NEVER, due + feed.rng.integers(0, 35, count))
    facts["closed"] = np.where(missed, due + 45, facts["completed_on"])
    facts["outcome"] = np.where(
        missed,
        feed.pick(count, "DECLINED", "NOT_SEEN"),
        np.where(
            world.is_supported[who],
            feed.pick(count, "TARGETED", "SPECIALIST", "UNIVERSAL"),
            feed.pick(count, "UNIVERSAL", "UNIVERSAL", "UNIVERSAL", "TARGETED"),
        ),
    )
    facts.insert(1, "review_ref", feed.ids("HR", count))
    facts = feed.with_planted(REVIEWS, facts, review_ref="HR")
    held = feed.monthly(REVIEWS, facts, "closed")
    done = held[held["completed_on"] < NEVER]
    feed.tell("health_review", done["row"], on=done["completed_on"], text=done["review_type"])
    missed = held[held["outcome"].isin(["DECLINED", "NOT_SEEN"])]
    feed.tell("health_review_missed", missed["row"], on=missed["due_on"],
              text=missed["review_type"])  # fmt: skip


def _maternity(world: World, feed: Feed) -> None:
    """Mothers of the children born in these months, and women who expect a child after them."""
    births = np.flatnonzero(world.born >= day_number(_FIRST_DAY))
    mothers = world.heads[world.household[births]]
    is_first = ~pd.Series(mothers).duplicated().to_numpy() & world.is_female[mothers]
    births, mothers = births[is_first], mothers[is_first]
    could = world.is_female & world.aged(18, 40, "2024-01-01") & (world.kind != "child")
    could[mothers] = False
    expectant = np.where(world.with_role("expectant_parent"), day_number("2023-12-01"), NEVER)
    expecting = feed.draw(could, 0.03, supported=0.05, need=expectant, likely=0.95, at_least=6)
    booked = feed.days(expecting, "2023-08-20", "2024-02-25")
    facts = pd.DataFrame(
        {
            "row": np.r_[mothers, expecting],
            "booked_on": np.r_[world.born[births] - 205, booked],
            "delivered_on": np.r_[world.born[births], np.full(len(expecting), NEVER)],
        }
    )
    count, who = len(facts), facts["row"].to_numpy()
    facts["expected_delivery_on"] = facts["booked_on"] + feed.rng.integers(198, 212, count)
    share = np.where(world.need_day("2.1")[who] < NEVER, 0.9, 0.1 + 0.4 * world.is_supported[who])
    needs = feed.rng.random(count) < share
    needs[-1:] = True
    facts["needs_extra_support"] = np.where(needs, "Y", "N")
    facts["support_reason"] = np.where(needs, feed.pick(count, *_SUPPORT_REASONS), "")
    facts.insert(1, "booking_ref", feed.ids("HB", count))
    facts = feed.with_planted(MATERNITY, facts, booking_ref="HB")
    held = feed.monthly(MATERNITY, facts, "delivered_on")
    delivered, expected = held["delivered_on"], held["expected_delivery_on"]
    feed.tell(
        "pregnancy",
        held["row"],
        start=held["booked_on"],
        end=after(np.where(delivered < NEVER, delivered, expected)),
    )
    needing = held[held["needs_extra_support"] == "Y"]
    feed.tell(
        "maternity_support_needed",
        needing["row"],
        on=needing["booked_on"],
        text=needing["support_reason"],
    )


def _immunisations(world: World, feed: Feed) -> None:
    """Every vaccine due in the first five years; a few stay outstanding."""
    rows = np.flatnonzero(world.aged(0, 4, _LAST_DAY))
    facts = pd.DataFrame(
        {
            "row": np.repeat(rows, len(_VACCINES)),
            "vaccine": np.tile(np.array([code for code, _ in _VACCINES], object), len(rows)),
            "due_on": (world.born[rows][:, None] + np.array([d for _, d in _VACCINES])).ravel(),
        }
    )
    count, who = len(facts), facts["row"].to_numpy()
    draw, due = feed.rng.random(count), facts["due_on"].to_numpy()
    never = np.where(world.need_day("2.2")[who] < NEVER, 0.4, 0.04 + 0.08 * world.is_supported[who])
    never = np.where(world.is_quiet[who], 0.0, never)
    late = due + feed.rng.integers(1, 60, count)
    facts["given_on"] = np.select([draw < never, draw < 0.4], [NEVER, late], due)
    # A vaccine that was never given is listed for half a year.
    facts["closed"] = np.where(facts["given_on"] < NEVER, facts["given_on"], due + 182)
    facts = feed.with_planted(IMMUNISATIONS, facts)
    held = feed.monthly(IMMUNISATIONS, facts, "closed")
    late = held[held["given_on"] > held["due_on"]]
    feed.tell(
        "immunisation_outstanding",
        late["row"],
        start=late["due_on"],
        end=late["given_on"],
        text=late["vaccine"],
    )


def _emergency(world: World, feed: Feed) -> None:
    rows = feed.draw(world.aged(0, 120, _FIRST_DAY), 0.08, supported=0.16)
    count = len(rows)
    facts = pd.DataFrame(
        {
            "row": rows,
            "attendance_ref": feed.ids("HA", count),
            "attended_on": feed.days(rows, _FIRST_DAY, _LAST_DAY),
            "chief_complaint": feed.pick(count, "22253000", "267036007", "386661006", "49727002"),
            "disposal": feed.pick(count, "DISCHARGED", "ADMITTED", "REFERRED"),
        }
    )
    share = np.where(world.need_day("6.1", "8.3")[rows] < NEVER, 0.5, 0.02)
    facts["safeguarding_concern"] = np.where(feed.rng.random(count) < share, "Y", "N")
    facts.loc[facts.index[:1], "safeguarding_concern"] = "Y"
    facts = feed.with_planted(EMERGENCY, facts, attendance_ref="HA")
    held = feed.monthly(EMERGENCY, facts, "attended_on")
    feed.tell("ae_attendance", held["row"], on=held["attended_on"], text=held["disposal"])
    concern = held[held["safeguarding_concern"] == "Y"]
    feed.tell("ae_safeguarding_concern", concern["row"], on=concern["attended_on"])


def _mental_health(world: World, feed: Feed) -> None:
    """Referrals of children and adults, and the questionnaires they fill in."""
    child = world.aged(5, 17, "2023-06-01")
    adult = world.aged(18, 100, "2023-06-01")
    need = np.minimum(world.need_day("3.1"), world.need_day("3.2"))
    rows = feed.draw(child | adult, 0.012, supported=0.06, need=need, likely=0.85)
    count = len(rows)
    referred = feed.days(rows, "2022-10-01", "2024-02-25", need)
    discharged = np.where(
        feed.chance(count, 0.45), referred + feed.rng.integers(80, 420, count), NEVER
    )
    facts = pd.DataFrame(
        {
            "row": rows,
            "referral_ref": feed.ids("HM", count),
            "service": np.where(
                child[rows],
                feed.pick(count, "CAMHS", "MHST"),
                feed.pick(count, "ADULT", "TALKING_THERAPIES"),
            ),
            "referred_on": referred,
            "accepted": feed.yes(count, 0.9),
            "first_contact_on": np.minimum(
                feed.later(referred, 10, 120, 0.85), discharged - 10
            ),
            "discharged_on": discharged,
            "discharge_reason": np.where(
                discharged < NEVER,
                feed.pick(count, "TREATMENT_COMPLETED", "DID_NOT_ATTEND", "DECLINED",
                          "TRANSFERRED", "OTHER"),
                "",
            ),
        }
    )  # fmt: skip
    facts["first_contact_on"] = facts["first_contact_on"].where(
        facts["first_contact_on"] < NEVER - 10, NEVER
    )
    facts = feed.with_planted(REFERRALS, facts, referral_ref="HM")
    held = feed.monthly(REFERRALS, facts, "discharged_on")
    feed.tell(
        "mental_health_support",
        held["row"],
        start=held["referred_on"],
        end=after(held["discharged_on"]),
        text=held["service"],
    )
    ended = held[held["discharged_on"] < NEVER]
    feed.tell(
        "mental_health_support_ended",
        ended["row"],
        on=ended["discharged_on"],
        text=ended["discharge_reason"],
    )
    _measures(world, feed, rows, child[rows])


def _measures(world: World, feed: Feed, patients: np.ndarray, is_child: np.ndarray) -> None:
    """Most patients fill in a questionnaire twice within these months."""
    parts = []
    for first, last, share in (
        (_FIRST_DAY, "2023-12-20", 0.9),
        ("2024-01-03", _LAST_DAY, 0.7),
    ):
        keep = feed.rng.random(len(patients)) < share
        keep[: 8 if world.number == 0 else 0] = True
        rows, child = patients[keep], is_child[keep]
        count = len(rows)
        measure = np.where(
            child, feed.pick(count, "SDQ", "RCADS"), feed.pick(count, "PHQ9", "GAD7", "SWEMWBS")
        )
        by = np.where(child, feed.pick(count, "SELF", "PARENT", "TEACHER"), "SELF")
        parts.append(
            pd.DataFrame(
                {
                    "row": rows,
                    "measure": measure,
                    "completed_on": feed.days(rows, first, last),
                    "score": feed.rng.integers(4, 21, count),
                    "completed_by": by,
                }
            )
        )
    facts = feed.with_planted(MEASURES, pd.concat(parts, ignore_index=True))
    held = feed.monthly(MEASURES, facts, "completed_on")
    feed.tell(
        "measure_score",
        held["row"],
        on=held["completed_on"],
        number=held["score"],
        text=held["measure"],
    )


# Drugs and alcohol --------------------------------------------------------------------------------

TREATMENTS = Table(
    "substance_misuse_treatments",
    known="referral_date",
    reference="client_ref",
    later={"treatment_start": (), "discharge_date": ("discharge_reason",)},
)
_DISCHARGES = (
    "COMPLETED_DRUG_FREE", "COMPLETED_OCCASIONAL_USER", "TRANSFERRED", "DROPPED_OUT", "DECLINED",
    "PRISON",
)  # fmt: skip


def substance_misuse(world: World, feed: Feed) -> None:
    """Treatment of adults, and of young people of 12 and over."""
    need = np.minimum(world.need_day("4.1"), world.need_day("4.2"))
    adult = world.aged(18, 70, "2022-01-01")
    rows = feed.draw(
        world.aged(13, 70, "2022-06-01"),
        np.where(adult, 0.006, 0.002),
        supported=0.02,
        need=need,
    )
    count = len(rows)
    referred = feed.days(rows, "2021-04-01", "2024-02-20", need)
    started = feed.later(referred, 5, 40, 0.9)
    discharged = feed.later(referred, 60, 400, 0.6)
    facts = pd.DataFrame(
        {
            "row": rows,
            "treatment_ref": feed.ids("SM", count),
            "substance_primary": feed.pick(count, "Alcohol", "Cannabis", "Opiates", "Cocaine"),
            "referral_date": referred,
            "treatment_start": started,
            "discharge_date": discharged,
            "discharge_reason": np.where(
                discharged < NEVER, feed.pick(count, *_DISCHARGES), ""
            ),
            "children_living_with": np.where(adult[rows], feed.yes(count, 0.6), "N"),
        }
    )
    facts = feed.with_planted(TREATMENTS, facts, treatment_ref="SM")
    held = feed.full(TREATMENTS, facts)
    start = held["treatment_start"]
    feed.tell(
        "substance_treatment",
        held["row"],
        start=np.where(start < NEVER, start, held["referral_date"]),
        end=after(held["discharge_date"]),
        text=held["substance_primary"],
    )
    ended = held[held["discharge_date"] < NEVER]
    feed.tell(
        "substance_treatment_ended",
        ended["row"],
        on=ended["discharge_date"],
        text=ended["discharge_reason"],
    )
