-- The marks are read once: what a day and code count for is looked up, and nothing is kept of them
-- but the counts of each pupil, term and file. A file counted before is not read again.
{{
    config(
        materialized=kept_between_builds(),
        incremental_strategy='append',
        pre_hook="{{ forget_outdated('int_attendance_files') }}"
    )
}}

with new_files as (
    {{ files_not_read_before('int_attendance_files') }}
),

worth as (
    select
        terms.authority_code,
        terms.term_number,
        terms.starts_on,
        terms.ends_on,
        days.date_day,
        codes.attendance_code,
        codes.counts_possible,
        codes.counts_attended,
        case
            when codes.statistical_class = 'unauthorised' then codes.counts_possible else 0
        end as counts_unauthorised
    from {{ ref('int_school_terms') }} as terms
    inner join {{ ref('int_days') }} as days
        on
            terms.starts_on <= days.date_day
            and terms.ends_on >= days.date_day
    inner join {{ ref('attendance_codes') }} as codes
        on
            days.date_day >= codes.valid_from
            and days.date_day < codes.valid_to
),

final as (
    select
        new_files.built_from,
        marks.authority_code,
        marks.feed_code,
        marks.pupil_ref,
        marks.source_file,
        marks.received_at,
        worth.term_number,
        worth.starts_on,
        worth.ends_on,
        sum(worth.counts_attended) as attended,
        sum(worth.counts_unauthorised) as unauthorised,
        sum(worth.counts_possible) as possible,
        min(marks.source_row) as first_row,
        max(marks.source_row) as last_row,
        count(*) as mark_count
    from {{ known_rows(ref('stg_attendance__marks')) }} as marks
    inner join new_files on marks.source_file = new_files.source_file
    inner join worth
        on
            marks.authority_code = worth.authority_code
            and marks.marked_on = worth.date_day
            and marks.attendance_code = worth.attendance_code
    group by
        new_files.built_from,
        marks.authority_code,
        marks.feed_code,
        marks.pupil_ref,
        marks.source_file,
        marks.received_at,
        worth.term_number,
        worth.starts_on,
        worth.ends_on
)

select * from final
