-- Marks are counted before anything is joined to them: a pupil, day and code once, then the term.
with marks as (
    select
        m.authority_code,
        m.feed_code,
        m.pupil_ref,
        m.marked_on,
        m.attendance_code,
        m.source_file,
        m.received_at,
        count(*) as sessions,
        min(m.source_row) as first_row,
        max(m.source_row) as last_row
    from {{ known_rows(ref('stg_attendance__marks')) }} as m
    group by
        m.authority_code,
        m.feed_code,
        m.pupil_ref,
        m.marked_on,
        m.attendance_code,
        m.source_file,
        m.received_at
),

counted as (
    select
        marks.authority_code,
        marks.feed_code,
        marks.pupil_ref,
        marks.source_file,
        marks.received_at,
        terms.term_number,
        terms.starts_on,
        terms.ends_on,
        sum(marks.sessions * codes.counts_attended) as attended,
        sum(case
            when codes.statistical_class = 'unauthorised'
                then marks.sessions * codes.counts_possible
            else 0
        end) as unauthorised,
        sum(marks.sessions * codes.counts_possible) as possible,
        min(marks.first_row) as first_row,
        max(marks.last_row) as last_row,
        sum(marks.sessions) as mark_count
    from marks
    inner join {{ ref('int_school_terms') }} as terms
        on
            marks.authority_code = terms.authority_code
            and marks.marked_on >= terms.starts_on
            and marks.marked_on <= terms.ends_on
    inner join {{ ref('attendance_codes') }} as codes
        on
            marks.attendance_code = codes.attendance_code
            and marks.marked_on >= codes.valid_from
            and marks.marked_on < codes.valid_to
    group by
        marks.authority_code,
        marks.feed_code,
        marks.pupil_ref,
        marks.source_file,
        marks.received_at,
        terms.term_number,
        terms.starts_on,
        terms.ends_on
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
        cast(null as varchar) as case_ref,
        cast(null as date) as event_date,
        counted.starts_on as period_start,
        cast({{ dbt.dateadd('day', 1, 'counted.ends_on') }} as date) as period_end,
        cast(counted.{{ counted }} as bigint) as value_number,
        cast(counted.possible as bigint) as value_base,
        cast(null as varchar) as value_text,
        'subject' as person_role,
        counted.feed_code,
        counted.pupil_ref || '|' || cast(counted.term_number as varchar) as source_record_id,
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
