-- A month is complete when every table that proves coverage has come for it.
with files as (
    select
        f.feed_code,
        f.table_name,
        f.period
    from {{ ref('int_files_in_force') }} as f
    inner join {{ ref('coverage_tables') }} as t
        on
            f.feed_code = t.feed_code
            and f.table_name = t.table_name
    group by
        f.feed_code,
        f.table_name,
        f.period
),

needed as (
    select
        t.feed_code,
        count(*) as tables_needed
    from {{ ref('coverage_tables') }} as t
    group by t.feed_code
),

complete_periods as (
    select
        files.feed_code,
        files.period
    from files
    inner join needed on files.feed_code = needed.feed_code
    group by
        files.feed_code,
        files.period
    having count(*) = max(needed.tables_needed)
),

final as (
    select
        p.feed_code,
        f.period_kind,
        p.period,
        case
            when f.period_kind = 'month' then cast(p.period || '-01' as date)
        end as month_start
    from complete_periods as p
    inner join {{ ref('feeds') }} as f on p.feed_code = f.feed_code
)

select * from final
