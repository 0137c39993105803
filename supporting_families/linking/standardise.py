"""Standardises what somebody typed with the very SQL of the build, run on those rows alone.

The models are rendered as dbt renders them, with tables of a private database in place of the
warehouse's.
"""

from __future__ import annotations

import duckdb
import jinja2
import pyarrow as pa

from supporting_families.contracts import PROJECT_ROOT

TYPED = ("forename", "surname", "date_of_birth", "postcode", "upn", "nhs_number")
# What is typed as text and checked as in staging.
CHECKED = {"upn": "valid_upn", "nhs_number": "valid_nhs_number", "postcode": "valid_postcode"}
IDENTITY = "models/intermediate/identity"
_MACROS = (
    "macros/portable/*.sql", "macros/staging/valid_*.sql", "macros/knowledge/is_demo.sql"
)  # fmt: skip
_SEEDS = {
    "name_words": "identity",
    "name_variants": "identity",
    "default_birth_dates": "identity",
    "sex_codes": "reference",
}
MODELS = ("int_standard_names", "int_identity_records", "int_distinct_identities")
# What is typed comes from no feed, lives at no property, was never destroyed,
# and nobody has decided anything about it.
_NOTHING = """
    create table feeds as select 'typed' as feed_code, 0 as feed_rank, date '1900-01-01' as registered_on;
    create table person_feeds (
        feed_code varchar, age_min integer, age_max integer, tells_people_apart integer
    );
    create table int_protected_properties (authority_code varchar, uprn varchar);
    create table int_identity_decisions (record_key varchar, decision varchar);
    create table int_destroyed_records (
        authority_code varchar, anchor_kind varchar, anchor_key varchar, first_known_on date
    );
"""


def standardise(typed: pa.Table, is_demo: bool) -> pa.Table:
    """The rows of `int_distinct_identities` for typed identities, with `record_key` as their key.

    `typed` has `record_key`, `authority_code` and the columns of TYPED; `date_of_birth` is a date,
    the others are text. What is no valid number or postcode becomes null, as in staging.
    """
    with duckdb.connect() as connection:
        connection.register("typed", typed)
        connection.execute("create table build_context as select $1 as is_demo", [is_demo])
        connection.execute(_NOTHING)
        for seed, folder in _SEEDS.items():
            path = PROJECT_ROOT / "seeds" / folder / f"{seed}.csv"
            dates = ", types = {'birth_date': 'date'}" if seed == "default_birth_dates" else ""
            connection.execute(
                f"create table {seed} as from read_csv('{path}', all_varchar = {not dates}{dates})"
            )
        connection.execute(f"create table int_identities as {_identities()}")
        for model in MODELS:
            text = (PROJECT_ROOT / IDENTITY / f"{model}.sql").read_text(encoding="utf-8")
            connection.execute(f"create table {model} as {render(text)}")
        return connection.execute(
            "select r.record_key, i.* from int_identity_records as r "
            "inner join int_distinct_identities as i on r.identity_key = i.identity_key "
            "order by r.record_key"
        ).to_arrow_table()


def render(text: str) -> str:
    """SQL of the project without its Jinja, every model under its own name."""
    macros = [
        path.read_text(encoding="utf-8")
        for pattern in _MACROS
        for path in sorted(PROJECT_ROOT.glob(pattern))
    ]
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(
        {"ref": str, "return": lambda value: value, "adapter": _Adapter(), "dbt": _Dbt()}
    )
    return environment.from_string("\n".join([*macros, text])).render()


class _Adapter:
    """Chooses the macro for the engine, as dbt does."""

    @jinja2.pass_context
    def dispatch(self, context: jinja2.runtime.Context, name: str) -> object:
        of_engine, of_any = (context.get(f"{kind}__{name}") for kind in ("duckdb", "default"))
        return of_engine or of_any


class _Dbt:
    """The macros of dbt itself that the models use."""

    @staticmethod
    def dateadd(part: str, count: object, day: str) -> str:
        return f"({day} + cast({count} as bigint) * interval 1 {part})"

    @staticmethod
    def type_string() -> str:
        return "TEXT"


def _identities() -> str:
    """`int_identities` of the typed rows."""
    columns = []
    for name in TYPED:
        check = CHECKED.get(name)
        value = f"{{{{ {check}('trim(t.{name})') }}}}" if check else f"t.{name}"
        columns.append(f"{value} as {name}")
    texts = ("known_as", "preferred_surname", "former_surname", "sex", "former_upn", "nino", "uprn")
    nulls = [f"cast(null as varchar) as {name}" for name in texts]
    return render(
        "select t.record_key, t.authority_code, 'typed' as feed_code, "
        "t.record_key as source_person_ref, date '1900-01-01' as first_received_on, "
        "cast(null as date) as expected_date_of_birth, "
        + ", ".join([*columns, *nulls])
        + " from typed as t"
    )
