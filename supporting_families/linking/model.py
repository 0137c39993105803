"""The linkage model: a trained Splink model and the frequencies of names, in a folder.

`model.json` is Splink's settings file, `forenames.csv` and `surnames.csv` say how common a name is (a
name that few bear is not in them), `guards.csv` which reasons against a link hold in this population.
None holds personal data. The repository has a model trained on
the demo; an authority's own, in `linkage/` of its `local` folder, takes its place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from supporting_families.authorities import chosen_authority
from supporting_families.home import Home

OWN_FOLDER = "linkage"
REPOSITORY_MODEL = Path(__file__).resolve().parent / "model"
FREQUENCY_COLUMNS = {"standard_forename": "forenames.csv", "standard_surname": "surnames.csv"}
MODEL_FILE = "model.json"
GUARDS_FILE = "guards.csv"
GUARD_COLUMNS = ("negative_code", "pairs_within_feeds", "pairs_across_feeds", "applies")


class LinkageError(Exception):
    """Linking cannot go on; the message says what to do."""


@dataclass(frozen=True)
class LinkageModel:
    """A trained model.

    `frequencies` holds a table (name, share) for each name column; `guards` has a row for each reason
    against a link that is about look-alikes, as GUARD_COLUMNS has it.
    """

    folder: Path
    settings: dict
    frequencies: dict[str, pa.Table]
    guards: pa.Table


def model_of(home: Home, authority: str | None = None) -> LinkageModel:
    """The authority's own model where it has one, else that of the repository."""
    own = own_model_folder(home, authority)
    return read_model(own if own.is_dir() else REPOSITORY_MODEL)


def own_model_folder(home: Home, authority: str | None = None) -> Path:
    """Where an authority's own model is, if it has one. One of no single authority is refused."""
    folder = home.of_authority("local", chosen_authority(home, authority)) / OWN_FOLDER
    stray = home.path / "local" / OWN_FOLDER
    if stray != folder and stray.is_dir():
        raise LinkageError(
            f"the linkage model in '{stray}' lies outside the folder of an authority, and this "
            f"home has several. Move it to the one it was trained for, such as '{folder}'."
        )
    return folder


def read_model(folder: Path) -> LinkageModel:
    """Raises LinkageError where a file of the model is missing."""
    missing = [
        name
        for name in (MODEL_FILE, GUARDS_FILE, *FREQUENCY_COLUMNS.values())
        if not (folder / name).is_file()
    ]
    if missing:
        raise LinkageError(
            f"the linkage model in '{folder}' lacks {', '.join(missing)}. Train it again with "
            "'python scripts/train_linkage.py', or remove the folder to use the model that comes "
            "with the project."
        )
    settings = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
    types = csv.ConvertOptions(column_types={"name": pa.string(), "share": pa.float64()})
    frequencies = {
        column: csv.read_csv(folder / name, convert_options=types)
        for column, name in FREQUENCY_COLUMNS.items()
    }
    return LinkageModel(folder, settings, frequencies, csv.read_csv(folder / GUARDS_FILE))
