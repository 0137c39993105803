-- Reasons name columns and what was expected, so that they can be counted; they hold no values.
with reasons as (
    select
        q.feed_code,
        q.source_file,
        'quarantined' as effect,
        q.reason,
        q.row_count
    from {{ ref('int_quarantine') }} as q
    union all
    select
        p.feed_code,
        p.source_file,
        'value_lost' as effect,
        p.row_problems as reason,
        1 as row_count
    from {{ ref('int_row_problems') }} as p
),

final as (
    select
        files.authority_code,
        reasons.feed_code,
        files.table_name,
        reasons.effect,
        reasons.reason,
        count(distinct reasons.source_file) as file_count,
        cast(sum(reasons.row_count) as bigint) as row_count
    from reasons
    inner join {{ ref('int_feed_accounting') }} as files on reasons.source_file = files.source_file
    group by
        files.authority_code,
        reasons.feed_code,
        files.table_name,
        reasons.effect,
        reasons.reason
)

select * from final
