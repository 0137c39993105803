-- noqa: disable=LT02
with evidence as (
    {% for feed in ['early_help', 'school_census', 'police'] -%}
    select
        {% for column in evidence_columns() -%}
        {{ feed }}.{{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    from {{ ref('int_evidence__' ~ feed) }} as {{ feed }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        md5(
            evidence.source_file || '|' || cast(evidence.source_row as varchar)
            || '|' || evidence.evidence_type || '|' || evidence.source_record_id
        ) as evidence_id,
        case
            when evidence.person_role = 'family' then 'family'
            else links.person_key
        end as person_key,
        {% for column in evidence_columns() -%}
        evidence.{{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    from evidence
    left join {{ ref('int_person_source_links') }} as links
        on evidence.record_key = links.record_key
)

select * from final
