with final as (
    select
        p.source_file,
        files.authority_code,
        p.feed_code,
        p.source_row,
        p.row_problems
    from {{ ref('int_row_problems') }} as p
    inner join {{ ref('int_feed_accounting') }} as files on p.source_file = files.source_file
    union all
    -- Sessions counted from rows by attendance code can only be judged against the pupil's row.
    select
        s.source_file,
        s.authority_code,
        'school_census' as feed_code,
        s.source_row,
        s.census_item || ': more sessions absent by attendance code than possible' as row_problems
    from {{ ref('int_census_sessions') }} as s
    where
        s.absent > s.possible
        and not s.has_absence_totals
)

select * from final
