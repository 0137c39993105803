-- Each file of marks is looked through once. One without a fault would leave nothing to know that
-- by, so every file has a row of its own, without a source row.
{{
    config(
        materialized=kept_between_builds(),
        incremental_strategy='append',
        pre_hook="{{ forget_outdated('int_attendance_landed') }}"
    )
}}

with new_files as (
    {{ files_not_read_before('int_attendance_landed') }}
),

final as (
    select
        new_files.built_from,
        new_files.source_file,
        'attendance' as feed_code,
        cast(null as bigint) as source_row,
        cast(null as {{ dbt.type_string() }}) as quarantine_reason,
        cast(null as {{ dbt.type_string() }}) as row_problems
    from new_files
    union all
    select
        new_files.built_from,
        marks.source_file,
        marks.feed_code,
        marks.source_row,
        marks.quarantine_reason,
        marks.row_problems
    from {{ ref('stg_attendance__marks') }} as marks
    inner join new_files on marks.source_file = new_files.source_file
    where
        marks.quarantine_reason is not null
        or marks.row_problems is not null
)

select * from final
