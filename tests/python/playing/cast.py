"""The families of the play, in the order of the table that says what becomes of them."""

from __future__ import annotations

from datetime import date, timedelta

from .cases import Episode, Family, Incident, Need, Outcome, Person

SF_2022_FROM = date(2022, 10, 3)
TOPICS = {  # what a need and its outcome are called here: codes of the older version, of the newer
    "mind": (("SF21-6.1", "SF21-6.1-O2"), ("SF22-3.2", "SF22-3.2-O2")),
    "debt": (("SF21-4.4", "SF21-4.4-O1"), ("SF22-10.2", "SF22-10.2-O1")),
    "work": (("SF21-4.1", "SF21-4.1-O1"), ("SF22-10.1", "SF22-10.1-O1")),
    "abuse": (("SF21-5.1", "SF21-5.1-O1"), ("SF22-8.1", "SF22-8.1-O1")),
    "trouble": (("SF21-1.3", "SF21-1.3-O1"), None),
    "young": (("SF21-3.2", "SF21-3.2-O1"), None),
    "school": (("SF21-2.2", "SF21-2.2-O1"), ("SF22-1.1", "SF22-1.1-O1")),
    "parenting": (None, ("SF22-5.1", "SF22-5.1-O2")),
    "conflict": (None, ("SF22-5.2", "SF22-5.2-O2")),
    "violence": (None, ("SF22-5.3", "SF22-5.3-O1")),
}
SURNAMES = (
    "Abernathy Blackwood Cartwright Drummond Eastwick Fairbairn Goldsworthy Hawthorne Ingleby "
    "Jarrow Kettering Lockhart Merriweather Northcote Okonkwo Pemberton Quigley Rosenthal "
    "Strickland Thackeray Underhill Vasquez Whitcombe Yardley Zielinski Applegarth Brockhurst "
    "Chaudhry Dunmore Ellerby Fotheringham Gathercole Hargreave Iwu Jagger Kowalczyk Liversedge "
    "Mukherjee Nettleton Oyelaran Papadakis Quennell Ravenscroft Szymanski Tattersall Uphill "
    "Venkataraman Wolstenholme Xavier Yeoman Zappacosta Bickerstaff Culpepper Dalrymple"
).split()
WOMEN = (
    "Amelia Bronwen Catherine Dolores Esther Fiona Gwendolen Harriet Imelda Jocasta Kirsten"
).split()
MEN = "Alistair Bertram Cuthbert Desmond Ernest Ferdinand Gerald".split()
CHILDREN = "Tabitha Ulric Verity Wilfred Xanthe Yorick Zelda Maddox Nell Orson Phyllida".split()


def day(text: str) -> date:
    return date.fromisoformat(text)


def person(family: int, letter: str, role: str, year: int, sex: str = "F") -> Person:
    """Somebody with a name, birthday and address like nobody else's."""
    place = "abcdef".index(letter)
    names = CHILDREN if role == "dependent_child" else WOMEN if sex == "F" else MEN
    return Person(
        ref=f"P{family:02d}{letter}",
        role=role,
        forename=names[(family + 3 * place) % len(names)],
        surname=SURNAMES[family - 1],
        sex=sex,
        born=date(year, (family + 4 * place) % 12 + 1, (family * 5 + place * 11) % 28 + 1),
        home=family,
    )


def mother(family: int) -> Person:
    return person(family, "a", "parent_carer", 1984 + family % 7)


def small(family: int) -> Person:
    """A child too young for school in all of the play."""
    return person(family, "b", "dependent_child", 2019)


def pupil(family: int) -> Person:
    return person(family, "b", "dependent_child", 2012)


def father(family: int) -> Person:
    return person(family, "c", "parent_carer", 1982 + family % 5, sex="M")


def _codes(topic: str, assessed: date | None) -> tuple[str, str]:
    version = 1 if assessed and assessed >= SF_2022_FROM else 0
    codes = TOPICS[topic][version]
    assert codes, (topic, assessed)
    return codes


def support(
    started: str,
    assessed: str | None,
    closed: str | None,
    needs: str,
    *,
    number: int = 1,
    told: str = "",
    later: dict[str, str] | None = None,
    reached: str | None = None,
    reached_on: str | None = None,
    failed: str = "",
    corrected: tuple[str, str, str] | None = None,
    no_objective: str = "",
    **more: object,
) -> Episode:
    """A stretch of support. A topic with a letter is that person's, one without the family's.

    `told`: needs that partners show and no practitioner recorded; `later`: when a need was found
    that the assessment did not; `reached`: outcomes that a practitioner recorded (default: of every
    need), a week before the close unless `reached_on` says when; `failed`: recorded as not reached;
    `corrected`: an outcome recorded anew, (topic, day reached, day recorded).
    """
    anchor = day(assessed) if assessed else None
    close = day(closed) if closed else None
    on = day(reached_on) if reached_on else (close or day(started)) - timedelta(days=7)

    def split(text: str) -> tuple[str, str | None]:
        topic, _, who = text.partition(":")
        return topic, who or None

    worked_on = []
    for text in (*needs.split(), *told.split()):
        topic, who = split(text)
        found = day((later or {})[text]) if text in (later or {}) else anchor or day(started)
        worked_on.append(
            Need(
                _codes(topic, anchor)[0],
                who,
                None if text in told.split() else found,
                text not in no_objective.split(),
            )
        )
    wanted = f"{needs} {told}" if reached is None else reached
    outcomes = []
    for status, texts in (("achieved", wanted), ("not_achieved", failed)):
        for text in texts.split():
            topic, who = split(text)
            if status == "achieved" and text in failed.split():
                continue
            outcomes.append(
                Outcome(
                    _codes(topic, anchor)[1],
                    who,
                    on if status == "achieved" else None,
                    on + timedelta(days=2),
                    status,
                )
            )
    if corrected:
        topic, who = split(corrected[0])
        outcomes.append(
            Outcome(_codes(topic, anchor)[1], who, day(corrected[1]), day(corrected[2]))
        )
    return Episode(
        number, day(started), anchor, close, tuple(worked_on), tuple(outcomes), **more
    )


def family(number: int, *episodes: Episode, people: tuple[Person, ...] = ()) -> Family:
    """A family of a mother and a small child, unless people are named."""
    everyone = people or (mother(number), small(number))
    return Family(f"F{number:02d}", {p.ref[-1]: p for p in everyone}, episodes)


ATTENDING = pupil(28)
STRANGER = Person("P99", "", "Barnaby", "Zwart", "M", date(1961, 2, 28), 99)

FAMILIES: tuple[Family, ...] = (
    # ready for the first submission, 29 June 2022
    family(
        1,
        support("2021-07-01", "2021-07-20", "2021-10-15", "mind:a debt"),
        people=(mother(1), small(1), person(1, "c", "other_adult", 2003)),
    ),
    family(
        2,
        support("2021-08-02", "2021-08-18", "2021-10-20", "mind:a school:b young:b"),
        people=(mother(2), pupil(2)),
    ),
    family(
        3,
        support("2021-07-12", "2021-07-28", "2021-11-01", "mind:a debt"),
        support("2022-09-05", "2022-09-20", "2022-11-15", "mind:a debt", number=2),
    ),
    family(
        4,
        support(
            "2021-10-04", "2021-10-25", "2022-09-30", "mind:a work:a",
            reached="work:a", reached_on="2022-06-10",
        ),
    ),
    family(
        5,
        support("2021-07-05", "2021-08-12", "2021-11-24", "mind:a", told="abuse", reached="mind:a"),
        support(
            "2023-01-09", "2023-02-01", "2023-03-10", "mind:a debt", number=2, told="abuse"
        ),
    ),
    family(
        6,
        support("2021-07-12", "2021-08-19", "2021-11-26", "mind:a", told="abuse", reached="mind:a"),
    ),
    family(
        7,
        support(
            "2021-07-20", "2021-08-06", "2021-11-08", "mind:a debt", reached="mind:a debt school:b"
        ),
        people=(mother(7), pupil(7)),
    ),
    family(8, support("2021-09-06", "2021-09-27", "2021-12-29", "mind:a debt")),
    family(
        9,
        support(
            "2021-07-14", "2021-08-10", "2021-11-10", "mind:a trouble",
            corrected=("mind:a", "2022-09-15", "2022-09-20"),
        ),
    ),
    family(
        10,
        support("2021-07-19", "2021-08-12", "2021-11-12", "mind:a mind:c debt"),
        people=(mother(10), small(10), father(10)),
    ),
    # ready for the second, 9 December 2022 and again 3 January 2023
    family(11, support("2021-09-07", "2021-09-28", "2021-12-30", "mind:a debt")),
    family(12, support("2021-11-03", "2021-11-22", "2022-02-28", "mind:a debt")),
    family(13, support("2022-01-10", "2022-01-31", "2022-06-02", "mind:a", told="abuse")),
    family(
        14,
        support(
            "2022-08-01", "2022-08-22", "2023-01-31", "mind:a work:a",
            reached="work:a", reached_on="2022-11-28",
        ),
    ),
    family(15, support("2022-02-08", "2022-03-01", "2022-07-03", "mind:a debt")),
    family(
        16,
        support("2021-10-06", "2021-10-26", "2022-01-18", "mind:a debt"),
        support("2022-02-14", "2022-03-04", "2022-05-30", "mind:a debt", number=2),
    ),
    family(
        17,
        support("2021-11-05", "2021-11-25", "2022-03-11", "mind:a debt"),
        people=(person(17, "a", "expectant_parent", 1995),),
    ),
    family(
        18,
        support(
            "2021-11-01", "2021-11-18", "2022-03-20", "mind:a", told="trouble", reached="mind:a"
        ),
        people=(mother(18), small(18), father(18)),
    ),
    # ready for the third, 28 September 2023
    family(19, support("2022-02-09", "2022-03-02", "2022-07-04", "mind:a debt")),
    family(20, support("2022-09-12", "2022-10-02", "2022-11-10", "mind:a debt")),
    family(21, support("2022-05-03", "2022-05-24", "2022-08-31", "mind:a debt")),
    family(22, support("2022-09-15", "2022-10-03", "2022-10-28", "mind:a debt parenting:a")),
    family(23, support("2022-10-04", "2022-10-24", "2022-12-15", "mind:a debt parenting:a")),
    family(
        24,
        support("2022-10-06", "2022-10-27", "2022-12-02", "mind:a mind:c debt parenting:a"),
        people=(mother(24), small(24), father(24)),
    ),
    family(
        25,
        support(
            "2023-01-10", "2023-01-27", "2023-02-20", "mind:a debt",
            told="abuse", reached="mind:a debt",
        ),
    ),
    family(
        26,
        support(
            "2023-01-16", "2023-02-03", "2023-03-05", "mind:a debt",
            told="abuse", reached="mind:a debt",
        ),
    ),
    family(
        27,
        support("2022-10-05", "2022-10-25", "2022-12-16", "parenting:a conflict violence:b"),
        people=(mother(27), pupil(27)),
    ),
    family(
        28,
        support(
            "2022-09-26", "2022-10-17", "2022-12-01", "mind:a debt school:b",
            reached="mind:a debt",
        ),
        people=(mother(28), ATTENDING),
    ),
    family(29, support("2023-01-09", "2023-01-30", "2023-03-28", "mind:a debt parenting:a")),
    family(30, support("2023-01-10", "2023-01-31", "2023-03-29", "mind:a debt parenting:a")),
    family(
        31,
        support(
            "2022-11-07", "2022-11-28", "2023-02-22", "mind:a debt parenting:a",
            later={"parenting:a": "2023-01-16"},
        ),
    ),
    # something is missing
    family(32, support("2022-05-03", None, "2022-07-01", "mind:a debt")),
    family(
        33,
        support("2022-04-20", "2022-05-12", "2022-07-20", "mind:a debt"),
        people=(mother(33), father(33)),
    ),
    family(34, support("2022-09-13", "2022-10-03", "2022-11-11", "mind:a debt")),
    family(
        35,
        support(
            "2022-04-04", "2022-04-25", "2022-07-08", "mind:a debt", assessment="single_person"
        ),
    ),
    family(
        36, support("2022-04-05", "2022-04-26", "2022-07-11", "mind:a debt", has_voice=False)
    ),
    family(37, support("2022-04-06", "2022-04-27", "2022-07-12", "mind:a debt", plan_covers=None)),
    family(
        38,
        support("2022-04-07", "2022-04-28", "2022-07-13", "mind:a mind:c debt", plan_covers="ab"),
        people=(mother(38), small(38), father(38)),
    ),
    family(39, support("2022-04-08", "2022-04-29", "2022-07-14", "mind:a debt", lead=None)),
    family(40, support("2022-04-11", "2022-05-03", "2022-07-15", "mind:a debt", lead=False)),
    family(
        41, support("2022-04-12", "2022-05-04", "2022-07-18", "mind:a debt", no_objective="debt")
    ),
    family(42, support("2022-04-13", "2022-05-05", "2022-07-20", "mind:a debt")),
    family(
        43,
        support(
            "2022-06-07", "2022-06-28", "2022-09-09", "mind:a debt", close_reason="STEP_UP_CSC"
        ),
    ),
    family(
        44,
        support("2022-06-08", "2022-06-29", "2022-09-12", "mind:a debt", close_reason="DISENGAGED"),
    ),
    family(45, support("2022-03-01", "2022-03-22", "2022-05-25", "mind:a debt")),
    family(46, support("2022-03-02", "2022-03-23", "2022-05-26", "mind:a debt", failed="debt")),
    family(47, support("2022-03-03", "2022-03-24", "2022-05-27", "mind:a debt", reached="mind:a")),
    family(
        48,
        support(
            "2023-02-01", "2023-02-20", "2023-03-24", "mind:a debt school:b", reached="mind:a debt"
        ),
        people=(mother(48), pupil(48)),
    ),
    family(
        49,
        support(
            "2023-05-16", "2023-06-06", None, "mind:a debt parenting:a", reached_on="2023-09-12"
        ),
    ),
    family(50, support("2023-02-13", "2023-03-06", "2023-05-12", "mind:a debt parenting:a")),
    family(51, support("2022-03-10", "2022-04-04", "2022-07-01", "mind:a debt")),
    family(
        52,
        support(
            "2022-10-12", "2022-11-02", None, "mind:a debt work:a",
            reached="work:a", reached_on="2023-05-02",
        ),
    ),
    family(
        53,
        support(
            "2022-10-11", "2022-11-01", "2023-01-20", "mind:a mind:c debt parenting:a",
            reached="mind:a debt parenting:a",
        ),
        people=(mother(53), small(53), father(53)),
    ),
    family(
        54,
        support("2022-03-21", "2022-04-11", "2022-07-04", "mind:a debt"),
        people=(mother(54), pupil(54)),
    ),
    # people of a family that was claimed, under another family reference
    Family(
        "F55",
        {"a": mother(7), "b": pupil(7)},
        (
            support(
                "2022-02-21", "2022-03-14", "2022-05-20", "mind:a debt",
                reached="mind:a debt school:b",
            ),
        ),
        since={"a": day("2022-02-14"), "b": day("2022-02-14")},
    ),
    Family(
        "F56",
        {"c": person(1, "c", "parent_carer", 2003), "d": person(1, "d", "dependent_child", 2022)},
        (support("2022-03-07", "2022-03-28", "2022-06-01", "mind:c debt"),),
        since={"c": day("2022-02-28"), "d": day("2022-02-28")},
    ),
)  # fmt: skip

# Who was in which incident. The first are in the files of their months as these came.
INCIDENTS = (
    Incident("INC0501", mother(5), day("2021-07-20"), "DA", "VICTIM"),
    Incident("INC0502", mother(5), day("2021-08-03"), "DA", "VICTIM"),
    Incident("INC0601", mother(6), day("2021-07-24"), "DA", "VICTIM"),
    Incident("INC0602", mother(6), day("2021-08-08"), "DA", "VICTIM"),
    Incident("INC1801", father(18), day("2021-10-10"), "ASB", "SUSPECT"),
    Incident("INC1301", mother(13), day("2022-01-15"), "DA", "VICTIM"),
    Incident("INC5101", mother(51), day("2022-03-05"), "CRIME", "OFFENDER"),
    Incident("INC2501", mother(25), day("2022-09-12"), "DA", "VICTIM"),
    Incident("INC2601", mother(26), day("2022-10-05"), "DA", "VICTIM"),
    Incident("INC1302", mother(13), day("2022-11-20"), "DA", "VICTIM"),
)
# What a later file of March 2022 has besides, which came on 12 August 2022.
CORRECTION = (
    Incident("INC0503", mother(5), day("2022-03-06"), "DA", "VICTIM"),
    Incident("INC0504", mother(5), day("2022-03-20"), "DA", "VICTIM"),
    Incident("INC0603", mother(6), day("2022-03-13"), "DA", "VICTIM"),
)
