-- A replace feed: of each table and period the files received last, as far as we had been told.
with files as (
    select
        f.source_file,
        f.feed_code,
        f.table_name,
        f.period,
        f.received_at
    from {{ ref('landed_files') }} as f
    where
        f.file_status = 'taken_in'
        and (f.received_at is null or f.received_at <= {{ known_at() }})
),

ranked as (
    select
        files.*,
        dense_rank() over (
            partition by files.feed_code, files.table_name, files.period
            order by files.received_at desc nulls last
        ) as delivery_rank
    from files
),

final as (
    select
        ranked.source_file,
        ranked.feed_code,
        ranked.table_name,
        ranked.period,
        ranked.received_at
    from ranked
    where ranked.delivery_rank = 1
)

select * from final
