-- noqa: disable=LT02
{% set rules = {
    'L1': ['upn', 'date_of_birth'],
    'L2': ['nhs_number', 'date_of_birth'],
    'L3': ['nino', 'date_of_birth'],
    'L4': ['standard_forename', 'standard_surname', 'date_of_birth', 'postcode'],
    'L5': ['standard_forename', 'standard_surname', 'date_of_birth'],
} %}
with records as (
    select * from {{ ref('int_identity_records') }}
),

candidates as (
    {% for rule_id, columns in rules.items() -%}
    select
        records.record_rank,
        records.upn,
        records.nhs_number,
        records.nino,
        '{{ rule_id }}' as rule_id,
        md5(
            '{{ rule_id }}|' || records.authority_code
            {%- for column in columns %}
            || '|' || cast(records.{{ column }} as varchar)
            {%- endfor %}
        ) as group_key
    from records
    where
        {% for column in columns -%}
        {{ 'and ' if not loop.first }}records.{{ column }} is not null
        {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Names and birth dates alone never outweigh identifiers that differ.
groups as (
    select
        candidates.group_key,
        count(*) as records_in_group,
        greatest(
            count(distinct candidates.upn),
            count(distinct candidates.nhs_number),
            count(distinct candidates.nino)
        ) as identifiers_in_group
    from candidates
    group by candidates.group_key
),

final as (
    select
        candidates.rule_id,
        candidates.group_key,
        candidates.record_rank,
        candidates.rule_id in ('L4', 'L5') and groups.identifiers_in_group > 1 as is_contradicted
    from candidates
    inner join groups on candidates.group_key = groups.group_key
    where groups.records_in_group > 1
)

select * from final
