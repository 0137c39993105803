with rows_quarantined as (
    select
        a.source_file,
        a.feed_code,
        a.source_row as first_row,
        a.source_row as last_row,
        1 as row_count,
        a.quarantine_reason as reason
    from {{ ref('int_rows_at_fault') }} as a
    where a.quarantine_reason is not null
    union all
    select
        r.source_file,
        r.feed_code,
        r.first_row,
        r.last_row,
        r.row_count,
        r.reason
    from {{ ref('landed_rejects') }} as r
)

select * from rows_quarantined
