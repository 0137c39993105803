"""The sessions of each pupil and term, counted from the files of marks."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd

from supporting_families.contracts import PROJECT_ROOT

from .given import Given

_ROWS_AT_ONCE = 2_000_000


def count_marks(home: Path, given: Given) -> tuple[pd.DataFrame, float]:
    """Sessions of each pupil, term and file, and the seconds that reading the files took."""
    terms = given["int_school_terms"]
    worth = worth_of_marks()
    in_force = given["int_files_in_force"]
    is_marks = (in_force["feed_code"] == "attendance") & (in_force["table_name"] == "marks")
    counted, reading = [], 0.0
    for file in in_force[is_marks].itertuples():
        parts = []
        began = time.monotonic()
        chunks = pd.read_csv(
            home / file.source_file, usecols=["pupil_ref", "mark_date", "mark"], dtype="category",
            chunksize=_ROWS_AT_ONCE,
        )  # fmt: skip
        for chunk in chunks:
            reading += time.monotonic() - began
            parts.append(count_chunk(chunk, worth, terms))
            began = time.monotonic()
        reading += time.monotonic() - began
        whole = pd.concat(parts).groupby(["pupil_ref", "period_start", "period_end"]).sum()
        counted.append(whole.reset_index().assign(
            source_file=file.source_file, authority_code=file.authority_code))  # fmt: skip
    counts = pd.concat(counted, ignore_index=True)
    for name in ("period_start", "period_end"):
        counts[name] = counts[name].astype("datetime64[ms]")
    return counts, reading


def worth_of_marks() -> pd.DataFrame:
    """What a mark of each code counts for, and when the code holds."""
    codes = pd.read_csv(PROJECT_ROOT / "seeds" / "reference" / "attendance_codes.csv", dtype=str)
    unauthorised = codes["statistical_class"] == "unauthorised"
    possible = codes["counts_possible"].astype(int)
    return pd.DataFrame(
        {
            "mark": codes["attendance_code"],
            "valid_from": codes["valid_from"],
            "valid_to": codes["valid_to"],
            "attended": codes["counts_attended"].astype(int),
            "unauthorised": possible.where(unauthorised, 0),
            "possible": possible,
        }
    )


def count_chunk(chunk: pd.DataFrame, worth: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Pupils by days and marks are few different ones, so that they are looked up and not each."""
    days = pd.DataFrame({"mark_date": chunk["mark_date"].cat.categories})
    on = days["mark_date"].astype("datetime64[ms]")
    for name in ("period_start", "period_end"):
        days[name] = pd.Series(pd.NaT, index=days.index, dtype="datetime64[ms]")
    for term in terms.itertuples():
        inside = (on >= term.starts_on) & (on <= term.ends_on)
        days.loc[inside, "period_start"] = term.starts_on
        days.loc[inside, "period_end"] = term.ends_on + pd.Timedelta(days=1)
    lookup = days.dropna().merge(worth, how="cross")
    lookup = lookup[
        (lookup["mark_date"] >= lookup["valid_from"]) & (lookup["mark_date"] < lookup["valid_to"])
    ].drop(columns=["valid_from", "valid_to"])
    sums = chunk.groupby(["pupil_ref", "mark_date", "mark"], observed=True).size()
    sums = sums.rename("sessions").reset_index()
    sums = sums.astype({"pupil_ref": str, "mark_date": str, "mark": str})
    sums = sums.merge(lookup, on=["mark_date", "mark"])
    for name in ("attended", "unauthorised", "possible"):
        sums[name] = sums[name] * sums["sessions"]
    return sums.groupby(["pupil_ref", "period_start", "period_end"])[
        ["attended", "unauthorised", "possible"]
    ].sum().reset_index()  # fmt: skip
