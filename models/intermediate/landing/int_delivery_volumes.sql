-- How many rows the last delivery of a table held, and how many deliveries before it usually did.
with deliveries as (
    select
        f.authority_code,
        f.feed_code,
        f.table_name,
        f.period,
        f.received_at,
        sum(f.rows_counted) as row_count
    from {{ ref('landed_files') }} as f
    inner join {{ ref('int_files_known') }} as known on f.source_file = known.source_file
    where f.received_at is not null
    group by
        f.authority_code,
        f.feed_code,
        f.table_name,
        f.period,
        f.received_at
),

ranked as (
    select
        deliveries.*,
        row_number() over (
            partition by
                deliveries.authority_code,
                deliveries.feed_code,
                deliveries.table_name
            order by deliveries.received_at desc, deliveries.period desc
        ) as delivery_rank
    from deliveries
),

final as (
    select
        ranked.authority_code,
        ranked.feed_code,
        ranked.table_name,
        max(case when ranked.delivery_rank = 1 then ranked.row_count end) as rows_last,
        -- rounded here, for an engine may cut off where another rounds
        cast(round(percentile_cont(0.5) within group (
            order by case when ranked.delivery_rank > 1 then ranked.row_count end
        )) as bigint)
            as rows_usual
    from ranked
    group by
        ranked.authority_code,
        ranked.feed_code,
        ranked.table_name
)

select * from final
