-- A replace feed: of each authority, table and period the files received last. A delta feed: every
-- file, each adding to those before it.
with ranked as (
    select
        files.*,
        dense_rank() over (
            partition by
                files.authority_code,
                files.feed_code,
                files.table_name,
                files.period
            order by files.received_at desc nulls last
        ) as delivery_rank
    from {{ ref('int_files_known') }} as files
),

final as (
    select
        ranked.source_file,
        ranked.authority_code,
        ranked.feed_code,
        ranked.table_name,
        ranked.period,
        ranked.received_at,
        ranked.may_identify_needs,
        ranked.may_prove_outcomes,
        ranked.may_find_families
    from ranked
    left join {{ ref('int_feeds') }} as feeds
        on
            ranked.authority_code = feeds.authority_code
            and ranked.feed_code = feeds.feed_code
    where
        ranked.delivery_rank = 1
        or feeds.load_kind = 'delta'
)

select * from final
