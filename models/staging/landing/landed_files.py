"""Runs intake, and gives one row per landed file."""

from supporting_families.home import Home
from supporting_families.intake import files_table, take_in


def model(dbt, session):
    return files_table(take_in(Home.from_environment()))
