-- noqa: disable=LT02
-- Tables and return are read alike; a duty is a section of its own in the return.
{% set parts = {
    'people': [['record_key', 'person_ref'], [['people', none], ['hclic_people', none]]],
    'cases': [['applied_on', 'loss_reason'], [['cases', none], ['hclic_main', none]]],
    'duties': [['started_on', 'ended_on', 'end_reason'], [
        ['duties', none], ['hclic_prevention', 'PREVENTION'], ['hclic_relief', 'RELIEF'],
        ['hclic_final_duty', 'MAIN'],
    ]],
    'placements': [['placed_on', 'left_on', 'accommodation_type'], [
        ['temporary_accommodation', none], ['hclic_temporary_accommodation', none],
    ]],
} %}
with
{% for part, (columns, tables) in parts.items() -%}
{{ part }} as (
    {% for table, duty in tables -%}
    select
        v.authority_code,
        v.feed_code,
        v.case_ref,
        v.row_key,
        {% for column in columns -%}
        v.{{ column }},
        {% endfor -%}
        {% if part == 'duties' -%}
        {{ "'" ~ duty ~ "'" if duty else 'v.duty' }} as duty,
        {% endif -%}
        v.source_file,
        v.source_row,
        v.received_at
    from {{ known_rows(
        ref('stg_homelessness__' ~ table), key=['row_key']
    ) }} as v
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{% endfor -%}
final as (
    {{ evidence_row(
        "'homelessness_application'", 'cases', "cases.row_key || '|' || people.person_ref",
        on='cases.applied_on',
        text='cases.loss_reason',
        record='people.record_key'
    ) }}
    from cases
    inner join people
        on
            cases.authority_code = people.authority_code
            and cases.case_ref = people.case_ref
    where people.record_key is not null
    union all
    {{ evidence_row(
        "'homelessness_duty'", 'duties', "duties.row_key || '|' || people.person_ref",
        starts='duties.started_on',
        last_day='duties.ended_on',
        text='duties.duty',
        record='people.record_key'
    ) }}
    from duties
    inner join people
        on
            duties.authority_code = people.authority_code
            and duties.case_ref = people.case_ref
    where people.record_key is not null
    union all
    {{ evidence_row(
        "'homelessness_duty_ended'", 'duties', "duties.row_key || '|' || people.person_ref",
        on='duties.ended_on',
        text='duties.end_reason',
        record='people.record_key'
    ) }}
    from duties
    inner join people
        on
            duties.authority_code = people.authority_code
            and duties.case_ref = people.case_ref
    where
        people.record_key is not null
        and duties.ended_on is not null
    union all
    {{ evidence_row(
        "'temporary_accommodation'", 'placements', "placements.row_key || '|' || people.person_ref",
        starts='placements.placed_on',
        last_day='placements.left_on',
        text='placements.accommodation_type',
        record='people.record_key'
    ) }}
    from placements
    inner join people
        on
            placements.authority_code = people.authority_code
            and placements.case_ref = people.case_ref
    where people.record_key is not null
)

select * from final
