"""Settings of the programme as a build has them, for one authority on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb


@dataclass(frozen=True)
class AuditSettings:
    """How claims are sampled: percent of the set, the fewest, and the error rate that is borne."""

    sample_percent: int
    sample_minimum: int
    tolerance_percent: int


def audit_settings(
    connection: duckdb.DuckDBPyConnection, authority: str, day: date
) -> AuditSettings:
    """The audit settings in force on a day, from the published file."""
    rows = dict(
        connection.execute(
            "select setting, setting_value from core.dim_programme_setting "
            "where authority_code = $authority and valid_from <= $day and valid_to > $day",
            {"authority": authority, "day": day},
        ).fetchall()
    )
    return AuditSettings(
        int(rows["audit_sample_percent"]),
        int(rows["audit_sample_minimum"]),
        int(rows["audit_tolerance_percent"]),
    )
