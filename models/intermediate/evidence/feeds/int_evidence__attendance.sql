{{ config(materialized=not_written_twice()) }}

with counted as (
    select * from {{ ref('int_attendance_counted') }}
),

final as (
    {% for evidence_type, counted in {
        'attendance_sessions': 'attended', 'unauthorised_absence_sessions': 'unauthorised'
    }.items() -%}
    select
        '{{ evidence_type }}' as evidence_type,
        counted.authority_code,
        {{ record_key(
            'person', 'counted.pupil_ref', 'counted.authority_code', 'counted.feed_code'
        ) }} as record_key,
        cast(null as {{ dbt.type_string() }}) as case_ref,
        cast(null as date) as event_date,
        counted.starts_on as period_start,
        cast({{ dbt.dateadd('day', 1, 'counted.ends_on') }} as date) as period_end,
        cast(counted.{{ counted }} as bigint) as value_number,
        cast(counted.possible as bigint) as value_base,
        cast(null as {{ dbt.type_string() }}) as value_text,
        'subject' as person_role,
        counted.feed_code,
        counted.pupil_ref || '|' || cast(counted.term_number as {{ dbt.type_string() }})
            as source_record_id,
        counted.source_file,
        counted.first_row as source_row,
        counted.last_row as source_row_last,
        counted.mark_count as source_row_count,
        counted.received_at
    from counted
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
