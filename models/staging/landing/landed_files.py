"""Runs intake, tells of every file that could not be taken in, and gives one row per landed file."""

from supporting_families.accounts import files_table, messages
from supporting_families.home import Home
from supporting_families.intake import take_in


def model(dbt, session):
    files = take_in(Home.from_environment())
    for line in messages(files):
        print(line, flush=True)
    return files_table(files)
