-- One pass over all that is staged, for what is kept out and for what is told of a row that is not.
-- The marks have had theirs, a file at a time.
with at_fault as (
    select
        s.source_file,
        s.feed_code,
        s.source_row,
        s.quarantine_reason,
        s.row_problems
    from {{ ref('int_attendance_at_fault') }} as s
    where s.source_row is not null
    {% for model in staging_models() if model != 'stg_attendance__marks' -%}
    union all
    select
        s.source_file,
        s.feed_code,
        s.source_row,
        s.quarantine_reason,
        s.row_problems
    from {{ ref(model) }} as s
    where
        s.quarantine_reason is not null
        or s.row_problems is not null
    {% endfor %}
)

select * from at_fault
