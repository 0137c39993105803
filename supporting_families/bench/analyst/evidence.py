"""All evidence with the person it is of, and which feed speaks where several tell the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain

import pandas as pd

from .given import Given, feed_objections, without

MEASURES = {"attendance_sessions": "attended", "unauthorised_absence_sessions": "unauthorised"}


def all_evidence(marks: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Evidence of all feeds, with the person and with what it may be used for."""
    links = given["int_person_source_links"].set_index("record_key")["person_key"]
    parts = chain(given.take_evidence(), _of_attendance(marks))
    rows = pd.concat(
        [_of_people_asked_about(part, links, given) for part in parts], ignore_index=True
    )
    for day in ("event_date", "period_start", "period_end"):
        rows[day] = rows[day].astype("datetime64[ms]")
    uses = given["int_files_in_force"][["source_file", "may_identify_needs", "may_find_families"]]
    rows = rows.merge(uses, on="source_file")
    rows["evidence_id"] = range(len(rows))
    return _one_feed_a_measure(rows, given)


def _of_attendance(marks: pd.DataFrame) -> Iterator[pd.DataFrame]:
    reference = marks["authority_code"] + "|attendance|person|" + marks["pupil_ref"]
    keys = {text: hashlib.md5(text.encode()).hexdigest() for text in reference.unique()}
    for kind, counted in MEASURES.items():
        yield pd.DataFrame(
            {
                "evidence_type": kind,
                "authority_code": marks["authority_code"],
                "record_key": reference.map(keys),
                "period_start": marks["period_start"],
                "period_end": marks["period_end"],
                "value_number": marks[counted],
                "value_base": marks["possible"],
                "person_role": "subject",
                "feed_code": "attendance",
                "source_file": marks["source_file"],
            }
        )


def _of_people_asked_about(part: pd.DataFrame, links: pd.Series, given: Given) -> pd.DataFrame:
    """With the person, and without what no question is about: memory would not hold it all.

    Attendance is asked of every family, all else of families with support.
    """
    people = part["record_key"].map(links)
    of_family = part["person_role"] == "family"
    supported = people.isin(given["int_episode_people"]["person_key"])
    found = part["evidence_type"].isin(MEASURES) & people.isin(
        given["int_current_families"]["person_key"]
    )
    return part.assign(person_key=people.mask(of_family, "family"))[of_family | supported | found]


def _one_feed_a_measure(rows: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Of feeds that tell of the same measure only the preferred one that reported the term."""
    measures = given["measure_feeds"][["evidence_type", "feed_code", "preference"]]
    rows = rows.merge(measures, on=["evidence_type", "feed_code"], how="left")
    told = rows[rows["preference"].notna() & rows["person_key"].notna()]
    terms = given["int_reported_terms"][["feed_code", "starts_on"]].drop_duplicates()
    told = told.merge(terms, left_on=["feed_code", "period_start"],
                      right_on=["feed_code", "starts_on"])  # fmt: skip
    told = without(told, feed_objections(given))
    key = ["person_key", "evidence_type", "period_start"]
    for use in ("may_identify_needs", "may_find_families"):
        best = told[told[use]].groupby(key)["preference"].min().rename("best").reset_index()
        found = rows[key].merge(best, on=key, how="left")["best"].to_numpy()
        free = rows["preference"].isna()
        rows[use] = rows[use] & (free | (rows["preference"] == found))
    return rows
