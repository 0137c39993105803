"""How well a build links people, as tables of counts: nothing in them is a value of a record.

What can be told of any home comes first; what needs the truth is in `truth_tables`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import duckdb
import pandas as pd

from supporting_families.home import Home

from .against_truth import clusterwise, load_cells, load_truth, pairwise
from .clusters import clusters_of
from .model import LinkageModel
from .scores import COMPARED, linker_of
from .words import rule_in_words

CASES_SHOWN = 20
LIMITS_TRIED = (*range(-2, 11), 12, 15)
NEAREST_SHOWN = 3
WEIGHTS = (
    *(f"mw_{name}" for name in COMPARED),
    "mw_tf_adj_forename",
    "mw_tf_adj_surname",
)
AGE_BANDS = ((5, "0 to 4"), (11, "5 to 10"), (16, "11 to 15"), (18, "16 to 17"),
             (25, "18 to 24"), (45, "25 to 44"), (65, "45 to 64"))  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """The match weights, in bits, from which a pair is linked and from which a person should look."""

    link: float
    review: float


def limits_of(connection: duckdb.DuckDBPyConnection) -> Limits:
    found = dict(
        connection.execute(
            "select setting_code, setting_value from intermediate.int_linkage_settings"
        ).fetchall()
    )
    return Limits(float(found["link_weight"]), float(found["review_weight"]))


def load_compared(connection: duckdb.DuckDBPyConnection, model: LinkageModel) -> None:
    """The table `compared`: every pair that a blocking rule finds, with what each comparison weighs.

    Also `judged`: the same pairs and those that only something else speaks for or against, with
    the verdict on each and whether both ended as one person.
    """
    identities = connection.execute(
        "select * from intermediate.int_distinct_identities"
    ).to_arrow_table()
    with linker_of(identities, model) as (linker, _, private):
        predicted = linker.inference.predict()
        compared = private.execute(
            f"""
            select
                least(identity_key_l, identity_key_r) as identity_key_1,
                greatest(identity_key_l, identity_key_r) as identity_key_2,
                match_weight,
                cast(match_key as integer) as rule_number,
                {", ".join(f"gamma_{name}" for name in COMPARED)},
                {", ".join(f"coalesce({name}, 0) as {name}" for name in WEIGHTS)}
            from {predicted.physical_name}
            """
        ).to_arrow_table()
    connection.register("compared_pairs", compared)
    connection.execute("create temp table compared as select * from compared_pairs")
    connection.unregister("compared_pairs")
    connection.execute(
        """
        create temp table judged as
        select
            identity_key_1,
            identity_key_2,
            compared.* exclude (identity_key_1, identity_key_2, match_weight),
            coalesce(candidates.match_weight, compared.match_weight) as match_weight,
            compared.rule_number is not null as is_compared,
            coalesce(candidates.verdict, 'none') as verdict,
            candidates.link_rule_id,
            candidates.negative_code,
            these.first_record_rank = those.first_record_rank as is_one_person
        from compared
        full outer join intermediate.int_link_candidates as candidates
            using (identity_key_1, identity_key_2)
        inner join intermediate.int_person_clusters as these
            on identity_key_1 = these.identity_key
        inner join intermediate.int_person_clusters as those
            on identity_key_2 = those.identity_key
        """
    )


# Any home -------------------------------------------------------------------------------------


def match_rate_by_feed(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Records that are linked to another feed's record, to their own feed's only, or to none."""
    return connection.execute(
        """
        with people as (
            select person_key, count(*) as records, count(distinct feed_code) as feeds
            from intermediate.int_person_source_links
            group by person_key
        )
        select
            links.feed_code,
            any_value(feeds.feed_name) as feed_name,
            count(*) as records,
            count(*) filter (people.feeds > 1) as linked_to_another_feed,
            count(*) filter (people.feeds = 1 and people.records > 1) as linked_in_the_feed_only,
            count(*) filter (people.records = 1) as alone,
            count(*) filter (people.feeds > 1) / count(*) as share_linked_to_another_feed,
            count(*) filter (people.records > 1) / count(*) as share_linked
        from intermediate.int_person_source_links as links
        inner join people using (person_key)
        inner join catalogue.feeds as feeds using (feed_code)
        group by links.feed_code
        order by share_linked_to_another_feed desc, links.feed_code
        """
    ).df()


def links_by_rule(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute(
        """
        select
            rules.rule_id,
            rules.rule_name,
            rules.strength,
            count(judged.link_rule_id) as pairs,
            count(*) filter (judged.is_one_person) as one_person
        from catalogue.link_rules as rules
        left join judged on rules.rule_id = judged.link_rule_id and judged.verdict = 'link'
        group by rules.rule_id, rules.rule_name, rules.strength, rules.link_order
        order by rules.link_order
        """
    ).df()


def pairs_not_linked(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Pairs for a person to look at, and pairs held apart, by reason."""
    return connection.execute(
        """
        select
            judged.verdict,
            coalesce(judged.negative_code, '') as negative_code,
            coalesce(
                negative.negative_name, 'Alike, but the match weight is below the limit for a link'
            ) as reason,
            count(*) as pairs,
            count(*) filter (judged.is_one_person) as one_person_by_other_links
        from judged
        left join catalogue.negative_evidence as negative using (negative_code)
        where judged.verdict in ('review', 'apart')
        group by all
        order by judged.verdict desc, pairs desc, negative_code
        """
    ).df()


def weight_distribution(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Compared pairs by match weight in steps of a bit, and what was made of them."""
    return connection.execute(
        """
        select
            cast(floor(match_weight) as integer) as weight_from,
            case when is_one_person then 'one person' else 'two people' end as made_of_it,
            count(*) as pairs
        from judged
        where is_compared
        group by all
        order by all
        """
    ).df()


def level_weights(model: LinkageModel) -> pd.DataFrame:
    """What each level of each comparison is worth, as the model has it."""
    rows = []
    for comparison in model.settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                m, u = level["m_probability"], level["u_probability"]
                rows.append(
                    {
                        "comparison": comparison["output_column_name"],
                        "level": level["label_for_charts"],
                        "m": m,
                        "u": u,
                        "weight": math.log2(m / u),
                    }
                )
    return pd.DataFrame(rows)


def pairs_by_blocking_rule(
    connection: duckdb.DuckDBPyConnection, model: LinkageModel
) -> pd.DataFrame:
    """Pairs that each rule finds and those before it do not, and how many of them were linked."""
    counted = connection.execute(
        """
        select
            rule_number,
            count(*) as pairs,
            count(*) filter (verdict = 'link') as links,
            count(*) filter (is_one_person) as one_person
        from judged
        where is_compared
        group by rule_number
        """
    ).df()
    rules = model.settings["blocking_rules_to_generate_predictions"]
    named = pd.DataFrame(
        {
            "rule_number": range(len(rules)),
            "shared": [rule_in_words(rule["blocking_rule"]) for rule in rules],
        }
    )
    found = named.merge(counted, how="left", on="rule_number").fillna(0)
    return found.drop(columns="rule_number").astype(
        {"pairs": int, "links": int, "one_person": int}
    )


def nearest_pairs(connection: duckdb.DuckDBPyConnection, limits: Limits) -> pd.DataFrame:
    """The scored pairs nearest to the limit from either side."""
    return connection.execute(
        """
        select *, case when match_weight >= $limit then 'linked' else 'not linked' end as kind
        from judged
        where
            is_compared
            and negative_code is null
            and coalesce(link_rule_id, 'S1') = 'S1'
            and verdict in ('link', 'review')
        qualify row_number() over (
            partition by match_weight >= $limit
            order by abs(match_weight - $limit), identity_key_1, identity_key_2
        ) <= $shown
        order by kind, abs(match_weight - $limit), identity_key_1, identity_key_2
        """,
        {"limit": limits.link, "shown": NEAREST_SHOWN},
    ).df()


# Homes that have the truth ----------------------------------------------------------------------


def load_people(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """The truth, the records by person and truth (`cells`), and whose each identity is (`owners`)."""
    load_truth(connection, home)
    load_cells(connection, "select * from intermediate.int_person_source_links")
    connection.execute(
        """
        create temp table owners as
        select links.identity_key, truth.true_person, any_value(links.person_key) as person_key
        from intermediate.int_person_source_links as links
        inner join truth using (feed_code, source_person_ref)
        group by links.identity_key, truth.true_person
        """
    )
    bands = " ".join(
        f"when date_diff('year', date_of_birth, as_of_date) "
        f"- cast(strftime(as_of_date, '%m%d') < strftime(date_of_birth, '%m%d') as integer) "
        f"< {below} then '{band}'"
        for below, band in AGE_BANDS
    )
    connection.execute(
        f"""
        create temp table features as
        select
            traits.true_person,
            case {bands} else '65 and over' end as age_band,
            coalesce(sexes.sex, 'not recorded') as sex,
            replace(traits.name_origin, '_', ' ') as name_origin,
            case when traits.is_twin then 'twin' else 'no twin' end as twin,
            case when traits.is_mover then 'moved' else 'did not move' end as mover
        from traits
        cross join staging.build_context as context
        left join (
            select truth.true_person, mode(nullif(records.sex, 'U') order by records.sex) as sex
            from intermediate.int_identity_records as records
            inner join truth using (feed_code, source_person_ref)
            group by truth.true_person
        ) as sexes using (true_person)
        """
    )


def overall(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Precision, recall and F1 by pairs of records, by whole people, and by record (B-cubed)."""
    clusters = clusterwise(connection)
    rows = []
    for what, found in (("pairs of records", pairwise(connection)), ("people", clusters["people"])):
        rows.append(
            {
                "counted": what,
                "linked": found.linked,
                "true": found.true,
                "right": found.right,
                "precision": found.precision,
                "recall": found.recall,
                "f1": found.f1,
            }
        )
    precision, recall = clusters["b_cubed_precision"], clusters["b_cubed_recall"]
    rows.append(
        {
            "counted": "records (B-cubed)",
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / (precision + recall),
        }
    )
    return pd.DataFrame(rows).astype({name: "Int64" for name in ("linked", "true", "right")})


def limits_tried(connection: duckdb.DuckDBPyConnection, limits: Limits) -> pd.DataFrame:
    """Precision and recall had the limit for a link been another, people put together anew.

    What the rules link and what is known apart stays as it is, and so do the ties between rivals.
    Limits below the one for review are not tried: such pairs are not candidates.
    """
    identities = connection.sql("select * from intermediate.int_distinct_identities")
    rows = []
    for limit in sorted({*LIMITS_TRIED, limits.link}):
        if limit < limits.review:
            continue
        candidates = connection.sql(
            f"""
            select * replace (
                case
                    when link_rule_id <> 'S1' or negative_code is not null then verdict
                    when match_weight >= {limit} then 'link'
                    else 'review'
                end as verdict,
                coalesce(
                    link_order,
                    (select link_order from catalogue.link_rules where rule_id = 'S1')
                ) as link_order
            )
            from intermediate.int_link_candidates
            """
        )
        connection.register("people_then", clusters_of(candidates, identities))
        load_cells(
            connection,
            "select links.feed_code, links.source_person_ref, "
            "people_then.first_record_rank as person_key "
            "from intermediate.int_person_source_links as links "
            "inner join people_then using (identity_key)",
        )
        found = pairwise(connection)
        rows.append(
            {
                "link_weight": limit,
                "precision": found.precision,
                "recall": found.recall,
                "f1": found.f1,
                "false_links": found.linked - found.right,
                "missed_links": found.true - found.right,
            }
        )
    connection.unregister("people_then")
    load_cells(connection, "select * from intermediate.int_person_source_links")
    return pd.DataFrame(rows)


def load_confusions(connection: duckdb.DuckDBPyConnection) -> None:
    """The table `confusions`: pairs of identities linked falsely, or not linked and one person."""
    connection.execute(
        """
        create temp table confusions as
        with found as (
            select distinct
                'missed' as kind,
                this.identity_key as identity_key_1,
                other.identity_key as identity_key_2
            from owners as this
            inner join owners as other
                on
                    this.true_person = other.true_person
                    and this.identity_key < other.identity_key
                    and this.person_key <> other.person_key
            union all
            select distinct 'linked falsely', this.identity_key, other.identity_key
            from owners as this
            inner join owners as other
                on
                    this.person_key = other.person_key
                    and this.identity_key < other.identity_key
                    and this.true_person <> other.true_person
            anti join owners as shared
                on
                    this.identity_key = shared.identity_key
                    and other.true_person = shared.true_person
        )
        select
            found.*,
            judged.* exclude (identity_key_1, identity_key_2),
            case
                when judged.is_compared is null then
                    case
                        when found.kind = 'linked falsely' then 'Only through another record'
                        else 'Never compared: they share nothing that a blocking rule asks for'
                    end
                when found.kind = 'linked falsely' and judged.verdict = 'link' then rules.rule_name
                when found.kind = 'linked falsely' then 'Only through another record'
                when judged.verdict = 'link' then
                    'A link that was not made, for what is known of others of the two people'
                when negative.negative_name is not null then negative.negative_name
                when judged.verdict = 'review' then
                    'Alike, but the match weight is below the limit for a link'
                else 'Match weight below what a person is asked to look at'
            end as reason
        from found
        left join judged using (identity_key_1, identity_key_2)
        left join catalogue.negative_evidence as negative using (negative_code)
        left join catalogue.link_rules as rules on judged.link_rule_id = rules.rule_id
        """
    )


def confusion_reasons(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute(
        """
        select kind, reason, count(*) as pairs_of_identities
        from confusions
        group by kind, reason
        order by kind, pairs_of_identities desc, reason
        """
    ).df()


def confusion_cases(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Some of each kind, drawn by the hash of their keys."""
    return connection.execute(
        """
        select *
        from confusions
        qualify row_number() over (
            partition by kind
            order by md5(identity_key_1 || identity_key_2)
        ) <= $shown
        order by kind, match_weight desc nulls last, identity_key_1, identity_key_2
        """,
        {"shown": CASES_SHOWN},
    ).df()
