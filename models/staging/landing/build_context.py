"""The one row that every model takes its dates from; `run_date` comes from dbt, not from a clock."""

from datetime import date

import pyarrow as pa

from supporting_families.home import Home
from supporting_families.lineage.store import code_version


def model(dbt, session):
    home = Home.from_environment()
    dates = home.build_dates(date.fromisoformat(dbt.config.get("run_date")))
    return pa.table(
        {
            "as_of_date": pa.array([dates.as_of_date], pa.date32()),
            "known_at": pa.array([dates.known_at], pa.date32()),
            "is_demo": pa.array([home.is_demo], pa.bool_()),
            "code_version": pa.array([code_version()], pa.string()),
        }
    )
