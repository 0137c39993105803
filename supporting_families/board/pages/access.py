"""Access: which role may see what, what is masked for it, and how many have it."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from supporting_families.markup import picture

from .. import charts, words
from ..markup import Page, table
from ..reading import Published, Row

FILE = "access.html"
_MAY = {
    "all_tables": ("all of it", "#9ec3e6"),
    "named_tables": ("some tables", "#dbe9f5"),
    "nothing": ("nothing", "#f3f4f5"),
}
_SENSITIVE = {
    "open": "names nobody",
    "pseudonymous": "people by keys",
    "restricted": "names people",
    "extract": "leaves the council",
}


def page(published: Published) -> Page:
    shown = Page(FILE, "Who may see what")
    rows = published["gov_access"]
    roles = [list(found) for _, found in groupby(rows, lambda row: row["role_code"])]
    logins = sum(int(role[0]["logins_now"]) for role in roles)
    shown.lead(
        f"There are {words.several(len(roles), 'role')}, and {words.several(logins, 'login')} with "
        "one of them. No role may change anything, and each sees the rows of its authority alone."
    )
    shown.heading("Roles, and what each may read")
    shown.add(_picture(rows))
    shown.add(
        table(
            "The roles",
            ["Role", "For", "Logins now", "First to end"],
            [
                (role[0]["role_name"], role[0]["meant_for"], role[0]["logins_now"],
                 _first_end(role))
                for role in roles
            ],
            ["Logins now"],
        )
    )  # fmt: skip
    shown.heading("What is masked")
    shown.say(
        "A masked column is empty for the role. Where the address of somebody is hidden because of "
        "domestic abuse, it is masked for analysts too."
    )
    masked = [row for row in rows if row["columns_masked"] or row["tables_named"]]
    shown.add(
        table(
            "Roles that see a room in part",
            ["Role", "Room", "Tables it may read", "Columns that are empty for it"],
            [
                (
                    row["role_name"],
                    words.ROOMS.get(str(row["schema_name"]), row["schema_name"]),
                    words.series(str(row["tables_named"] or "all").split()),
                    words.series(map(_mask, str(row["columns_masked"] or "").split())) or "none",
                )
                for row in masked
            ],
        )
    )
    return shown


def _picture(rows: list[Row]) -> str:
    kinds = dict(_MAY.values())
    data = pd.DataFrame(
        [
            {
                "name": row["role_name"],
                "across": f"{row['schema_name']}: "
                f"{_SENSITIVE.get(str(row['sensitivity']), row['sensitivity'])}",
                "kind": _MAY[str(row["may_read"])][0],
                "shown": {"all_tables": "all", "named_tables": "some"}.get(
                    str(row["may_read"]), ""
                ),
                "count": 0,
            }
            for row in rows
        ]
    )
    told = words.series(
        f"{role} may read {words.series(sorted(set(found['across'][found['kind'] != 'nothing'])))}"
        for role, found in data.groupby("name", sort=False)
    )
    return picture(
        charts.matrix(data, kinds), f"{told}.", "Rooms of the warehouse across, roles down."
    )


def _first_end(role: list[Row]) -> object:
    ends = [row["next_ends_on"] for row in role if row["next_ends_on"]]
    return min(ends) if ends else ""


def _mask(named: str) -> str:
    """table.column, or table.column:flag where it is masked on some rows only."""
    column, _, condition = named.partition(":")
    return f"{column} (where {words.plain(condition)})" if condition else column
