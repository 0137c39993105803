-- noqa: disable=LT02,RF04
{% set columns = [
    'rule_id', 'says', 'evidence_type', 'evidence_name', 'evidence_shape', 'person_key',
    'person_role', 'event_date', 'period_start', 'period_end', 'value_number', 'value_base',
    'value_unit', 'value_text', 'feed_code', 'source_file', 'source_row', 'source_row_last',
] %}
-- What each need and outcome of a ready episode rests on, down to file and row. A key of the piece
-- of evidence is left out: it is one of file and row, and changes with every delivery.
with needs as (
    select * from {{ ref('ext_audit__needs') }}
),

outcomes as (
    select * from {{ ref('ext_audit__outcomes') }}
),

found as (
    select
        needs.authority_code,
        needs.episode_key,
        'need' as target,
        needs.need_instance_id as target_instance_id,
        needs.need_code,
        cast(null as {{ dbt.type_string() }}) as outcome_code,
        {% for column in columns -%}
        evidence.{{ column }},
        {% endfor -%}
        evidence.evidence_id
    from needs
    inner join {{ ref('fct_need_evidence') }} as evidence
        on needs.need_instance_id = evidence.need_instance_id
    union all
    select
        outcomes.authority_code,
        outcomes.episode_key,
        'outcome' as target,
        outcomes.outcome_instance_id as target_instance_id,
        outcomes.need_code,
        outcomes.outcome_code,
        {% for column in columns -%}
        evidence.{{ column }},
        {% endfor -%}
        evidence.evidence_id
    from outcomes
    inner join {{ ref('fct_outcome_evidence') }} as evidence
        on outcomes.outcome_instance_id = evidence.outcome_instance_id
),

final as (
    select
        found.authority_code,
        found.episode_key,
        found.target,
        found.target_instance_id,
        found.need_code,
        found.outcome_code,
        {% for column in columns -%}
        found.{{ column }},
        {% endfor -%}
        evidence.received_at
    from found
    left join {{ ref('int_evidence') }} as evidence on found.evidence_id = evidence.evidence_id
)

select * from final
