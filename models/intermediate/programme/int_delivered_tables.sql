-- What arrived of each table of a feed, and when the next delivery of it is late.
with files as (
    select
        f.authority_code,
        f.feed_code,
        f.table_name,
        count(*) as files_received,
        max(f.received_at) as last_received_at,
        max(case when f.is_allowed then f.received_at end) as last_allowed_at
    from {{ ref('int_file_agreements') }} as f
    where f.received_at is not null
    group by
        f.authority_code,
        f.feed_code,
        f.table_name
),

due as (
    select
        files.*,
        feeds.feed_rank,
        cast({{ dbt.dateadd(
            'day', 'feeds.frequency_days + feeds.lag_days', 'files.last_allowed_at'
        ) }} as date) as late_from
    from files
    inner join {{ ref('int_feeds') }} as feeds
        on
            files.authority_code = feeds.authority_code
            and files.feed_code = feeds.feed_code
),

final as (
    select
        due.authority_code,
        due.feed_code,
        due.table_name,
        due.feed_rank,
        due.files_received,
        due.last_received_at,
        due.last_allowed_at,
        due.late_from,
        case
            when due.last_allowed_at is null then 'barred'
            when due.late_from <= {{ known_at() }} then 'late'
            else 'arriving'
        end as delivery_state
    from due
)

select * from final
