"""Trains the linkage model on the identities of a build, without knowing who is who.

The same input gives the same files: seeded, one thread, ordered. What is written holds no personal
data: parameters, counts, and how common the names are that many people bear.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import csv
from splink import SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError

from .built import FEEDS_OF_IDENTITIES, IDENTITIES, built
from .comparisons import blocking_rules, compared
from .folders import replaced_whole
from .guards import guards
from .model import (
    FREQUENCY_COLUMNS,
    GUARD_COLUMNS,
    GUARDS_FILE,
    MODEL_FILE,
    REPOSITORY_MODEL,
    LinkageError,
    LinkageModel,
    own_model_folder,
    read_model,
)
from .scores import linker_of, pairs_by_rule, score
from .words import rule_in_words

SEED = 1
RANDOM_PAIRS = 5_000_000
# A name is in the tables when at least this many identities bear it, and this share of them.
FEWEST_BEARERS = 10
LEAST_SHARE = 1e-4
FEWEST_IDENTITIES = 2_000
# What the ladder finds, and how much of all it is taken to find: where the share of pairs that are
# one person starts from.
CERTAIN = ("upn", "nhs_number", "nino")
FOUND_BY_RULES = 0.6
REPORT = "training_report.md"
_NO_GUARDS = pa.table({name: [] for name in GUARD_COLUMNS})


def train(
    identities: pa.Table,
    feeds: pa.Table,
    folder: Path,
    note: str = "",
    tell: Callable[[str], None] = lambda text: None,
) -> None:
    """Write the model of these identities, with its report, in place of the folder.

    `feeds` has a row (identity_key, feed_code) for each feed that has records of an identity.
    What the identities never show is taken from the repository's model; a model that is to be the
    repository's must show everything. Raises LinkageError where there is too little to learn from.
    """
    if identities.num_rows < FEWEST_IDENTITIES:
        raise LinkageError(
            f"{identities.num_rows:,} identities are too few to train on: {FEWEST_IDENTITIES:,} or "
            "more are needed. Use the model that comes with the project."
        )
    tell(f"training on {identities.num_rows:,} distinct identities")
    frequencies = _frequencies(identities)
    settings = _trained(identities, frequencies, tell)
    unseen = _unseen(settings)
    if unseen and folder.resolve() == REPOSITORY_MODEL:
        raise LinkageError(
            f"these identities do not show {', '.join(unseen)}: a model for the repository must "
            "show everything. Train it on more people."
        )
    if unseen:
        settings = _completed(settings, read_model(REPOSITORY_MODEL).settings)
    model = LinkageModel(folder, settings, frequencies, _NO_GUARDS)
    tell("whether look-alikes are other people")
    scores = score(identities, model, least_weight=0.0, pairs_per_identity=math.inf)
    model = replace(model, guards=guards(scores, feeds))
    tell("counting pairs")
    report = _report(identities, model, unseen, note)
    with replaced_whole(folder) as new:
        for column, name in FREQUENCY_COLUMNS.items():
            csv.write_csv(frequencies[column], new / name, csv.WriteOptions(quoting_style="needed"))
        csv.write_csv(model.guards, new / GUARDS_FILE, csv.WriteOptions(quoting_style="needed"))
        text = json.dumps(settings, indent=2, sort_keys=True) + "\n"
        (new / MODEL_FILE).write_text(text, encoding="utf-8", newline="\n")
        (new / REPORT).write_text(report, encoding="utf-8", newline="\n")


def _frequencies(identities: pa.Table) -> dict[str, pa.Table]:
    """For each name column the names that many bear, with their share of all that have one."""
    with duckdb.connect() as connection:
        connection.register("identities", identities)
        return {
            column: connection.execute(
                f"""
                select name, round(bearers / total, 6) as share
                from (
                    select {column} as name, count(*) as bearers, sum(count(*)) over () as total
                    from identities where {column} is not null group by 1
                ) as counted
                where bearers >= $fewest and bearers >= $share * total
                order by name
                """,
                {"fewest": FEWEST_BEARERS, "share": LEAST_SHARE},
            ).to_arrow_table()
            for column in FREQUENCY_COLUMNS
        }


def _trained(
    identities: pa.Table, frequencies: dict[str, pa.Table], tell: Callable[[str], None]
) -> dict:
    """The settings of a trained model, as Splink saves them, rounded. Raises LinkageError."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="identity_key",
        comparisons=compared(),
        blocking_rules_to_generate_predictions=blocking_rules(),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        linker_uid="supporting_families",
    ).create_settings_dict("duckdb")
    untrained = LinkageModel(REPOSITORY_MODEL, settings, frequencies, _NO_GUARDS)
    with linker_of(identities, untrained, threads=1) as (linker, _, _connection):
        training = linker.training
        names = ("standard_forename", "standard_surname", "date_of_birth")
        training.estimate_probability_two_random_records_match(
            [block_on(name, "date_of_birth") for name in CERTAIN] + [block_on(*names)],
            recall=FOUND_BY_RULES,
        )
        tell("how often two people compare alike")
        training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
        tell("how often the records of one person compare alike")
        try:
            for rule in (
                block_on("date_of_birth", "postcode"),
                block_on("standard_forename", "standard_surname"),
            ):
                training.estimate_parameters_using_expectation_maximisation(rule)
        except EMTrainingException as error:
            raise LinkageError(
                "hardly any two identities share a birth date and postcode, or a name: there is "
                "nothing to learn from. Use the model that comes with the project."
            ) from error
        return _rounded(linker.misc.save_model_to_json())


def _rounded(value: object) -> object:
    """Numbers to six digits that count: what the last digits say differs between machines."""
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _levels(settings: dict) -> dict[tuple[str, str], dict]:
    """The levels that have parameters, by comparison and label."""
    return {
        (comparison["output_column_name"], level["label_for_charts"]): level
        for comparison in settings["comparisons"]
        for level in comparison["comparison_levels"]
        if not level.get("is_null_level")
    }


def _unseen(settings: dict) -> list[str]:
    """The parameters that training could not tell, in words."""
    return [
        f"{column} '{label}'"
        for (column, label), level in _levels(settings).items()
        if not (level.get("m_probability") and level.get("u_probability"))
    ]


def _completed(settings: dict, known: dict) -> dict:
    """The settings with the parameters they lack taken from the known ones."""
    settings = json.loads(json.dumps(settings))
    theirs = _levels(known)
    for key, level in _levels(settings).items():
        for name in ("m_probability", "u_probability"):
            level[name] = level.get(name) or theirs[key][name]
    return settings


def _report(identities: pa.Table, model: LinkageModel, unseen: list[str], note: str) -> str:
    """The report on the model, in Markdown: counts and parameters, nothing about anybody."""
    with linker_of(identities, model) as (_, frame, _connection):
        pairs = pairs_by_rule(frame, model)
    settings = model.settings
    chance = settings["probability_two_random_records_match"]
    lines = [
        "# Training report of the linkage model",
        "",
        *([note, ""] if note else []),
        f"Trained on {identities.num_rows:,} distinct identities. Two of them taken at random are "
        f"one person in one of {1 / chance:,.0f} cases.",
        "",
        "## Pairs by blocking rule",
        "",
        "Two identities are compared where they share one of these. A pair counts with the first.",
        "",
        "| shared | pairs | for each identity |",
        "|---|---:|---:|",
        *(
            f"| {rule_in_words(rule)} | {count:,} | {count / identities.num_rows:.2f} |"
            for rule, count in pairs.items()
        ),
        f"| together | {sum(pairs.values()):,} "
        f"| {sum(pairs.values()) / identities.num_rows:.2f} |",
        "",
        "## Parameters",
        "",
        "m: how often the records of one person compare so; u: how often those of two people do; "
        "weight in bits: log2(m / u). The same name weighs more where it is rare.",
    ]
    for comparison in settings["comparisons"]:
        name = comparison["output_column_name"]
        lines += ["", f"### {name}", "", "| level | m | u | weight |", "|---|---:|---:|---:|"]
        lines += [
            _level_line(level, f"{name} '{level['label_for_charts']}'" in unseen)
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
    if unseen:
        lines += ["", "\\* not seen in these identities: from the model that comes with the project."]
    lines += [
        "",
        "## Look-alikes",
        "",
        "Pairs alike but for one thing, and how many of them one feed has both of: twins, brothers and",
        "sisters or a parent of one name stand side by side in a feed, one person does not. The reason",
        "holds unless hardly any do.",
        "",
        "| reason | within a feed | across feeds | holds |",
        "|---|---:|---:|---|",
        *(
            f"| {row['negative_code']} | {row['pairs_within_feeds']:,} "
            f"| {row['pairs_across_feeds']:,} | {'yes' if row['applies'] else 'no'} |"
            for row in model.guards.to_pylist()
        ),
        "",
        "## Names",
        "",
        *(
            f"- `{name}`: {model.frequencies[column].num_rows:,} names"
            for column, name in FREQUENCY_COLUMNS.items()
        ),
        f"- left out: names of fewer than {FEWEST_BEARERS} identities or {LEAST_SHARE:.2%} of them",
        "",
    ]
    return "\n".join(lines)


def _level_line(level: dict, is_borrowed: bool) -> str:
    m, u = level["m_probability"], level["u_probability"]
    label = level["label_for_charts"] + (" \\*" if is_borrowed else "")
    return f"| {label} | {m:.3g} | {u:.3g} | {math.log2(m / u):+.1f} |"


def main(arguments: list[str] | None = None) -> int:
    """Train on the last build of the home; 0 when the model is written."""
    parser = argparse.ArgumentParser(
        prog="train_linkage",
        description=(
            "Trains the linkage model on the identities of the last build, into local/linkage of "
            "the home, where the next build uses it. The build file is only read. The report "
            "beside the model says what it learnt."
        ),
        epilog="example: python scripts/train_linkage.py --home /data/our-council",
    )
    parser.add_argument("--home", help="the council's folder (default: SF_HOME, else the demo)")
    add_authority(parser)
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the model here instead")
    parser.add_argument("--note", default="", help="a sentence for the head of the report")
    options = parser.parse_args(arguments)
    try:
        home = Home(Path(options.home)) if options.home else Home.from_environment()
        authority = chosen_authority(home, options.authority)
        with built(home, authority) as connection:
            identities = connection.execute(f"select * from {IDENTITIES}").to_arrow_table()
            feeds = connection.execute(FEEDS_OF_IDENTITIES).to_arrow_table()
        folder = options.into or own_model_folder(home, authority)
        train(identities, feeds, folder, options.note, tell=lambda text: print(text, flush=True))
    except (HomeError, LinkageError) as error:
        print(f"No model was written: {error}", file=sys.stderr)
        return 1
    print(f"Written: {folder / REPORT}")
    return 0
