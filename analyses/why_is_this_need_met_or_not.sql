-- A coordinator or an auditor asks: why is this need of this support met or not, and its outcomes
-- reached or not: what does each rule say, what did it find, and where did it look in vain?
-- (R05, R10) Put the episode key and the need in, run `dbt compile`, and run what is under
-- target/compiled on the published file. `python scripts/explain.py FAMILY NEED` tells the same in
-- sentences.
with asked as (
    select
        n.need_instance_id as subject_id,
        n.authority_code,
        n.person_key,
        n.need_code as asked_about,
        n.status
    from {{ ref('fct_family_need') }} as n
    where
        n.episode_key = '<episode key>'
        and n.need_code = '<need code>'
    union all
    select
        o.outcome_instance_id as subject_id,
        o.authority_code,
        o.person_key,
        o.outcome_code as asked_about,
        o.status
    from {{ ref('fct_family_outcome') }} as o
    where
        o.episode_key = '<episode key>'
        and o.need_code = '<need code>'
),

rules as (
    select
        r.need_instance_id as subject_id,
        r.rule_id,
        r.says,
        r.fired_on as since,
        r.feed_code,
        r.looked_from,
        r.looked_until
    from {{ ref('fct_need_rule') }} as r
    union all
    select
        r.outcome_instance_id as subject_id,
        r.rule_id,
        r.says,
        r.achieved_on as since,
        r.feed_code,
        r.looked_from,
        r.looked_until
    from {{ ref('fct_outcome_rule') }} as r
),

evidence as (
    {% for kind in ['need', 'outcome'] -%}
    select
        e.{{ kind }}_instance_id as subject_id,
        e.rule_id,
        e.evidence_name,
        e.event_date,
        e.value_number,
        e.value_base,
        e.value_text,
        e.feed_code,
        e.source_file,
        e.source_row,
        e.source_row_last
    from {{ ref('fct_' ~ kind ~ '_evidence') }} as e
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    asked.person_key,
    asked.asked_about,
    asked.status,
    rules.rule_id,
    catalogue.row_text,
    catalogue.confidence,
    catalogue.is_confirmed,
    rules.says,
    rules.since,
    rules.looked_from,
    rules.looked_until,
    feeds.feed_name,
    feeds.last_received_at,
    evidence.evidence_name,
    evidence.event_date,
    evidence.value_number,
    evidence.value_base,
    evidence.value_text,
    evidence.feed_code as evidence_feed_code,
    evidence.source_file,
    evidence.source_row,
    evidence.source_row_last
from asked
left join rules on asked.subject_id = rules.subject_id
left join {{ ref('gov_catalogue') }} as catalogue
    on
        catalogue.catalogue_table = 'rules'
        and asked.authority_code = catalogue.authority_code
        and rules.rule_id = catalogue.row_code
left join {{ ref('gov_feed_health') }} as feeds
    on
        asked.authority_code = feeds.authority_code
        and rules.feed_code = feeds.feed_code
left join evidence
    on
        rules.subject_id = evidence.subject_id
        and rules.rule_id = evidence.rule_id
order by asked.person_key, asked.asked_about, rules.rule_id, evidence.event_date
