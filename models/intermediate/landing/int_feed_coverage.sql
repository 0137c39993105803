-- Where a feed is complete: every table that proves coverage has come. A delivery of all history
-- covers whole months up to the month before it came; changes cover what lies between deliveries
-- that followed each other in time.
with feeds as (
    select * from {{ ref('int_feeds') }}
),

files as (
    select
        f.authority_code,
        f.feed_code,
        f.table_name,
        f.period,
        max(f.received_at) as received_at,
        bool_and(f.may_identify_needs) as may_identify_needs,
        bool_and(f.may_prove_outcomes) as may_prove_outcomes
    from {{ ref('int_files_in_force') }} as f
    inner join {{ ref('coverage_tables') }} as t
        on
            f.feed_code = t.feed_code
            and f.table_name = t.table_name
    group by
        f.authority_code,
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

complete as (
    select
        files.authority_code,
        files.feed_code,
        files.period,
        min(files.received_at) as received_at,
        bool_and(files.may_identify_needs) as may_identify_needs,
        bool_and(files.may_prove_outcomes) as may_prove_outcomes
    from files
    inner join needed on files.feed_code = needed.feed_code
    group by
        files.authority_code,
        files.feed_code,
        files.period
    having count(*) = max(needed.tables_needed)
),

described as (
    select
        complete.*,
        feeds.period_kind,
        feeds.history_months,
        feeds.frequency_days + feeds.lag_days as longest_gap,
        lag(complete.received_at) over (
            partition by complete.authority_code, complete.feed_code
            order by complete.received_at nulls last
        ) as received_before
    from complete
    inner join feeds
        on
            complete.authority_code = feeds.authority_code
            and complete.feed_code = feeds.feed_code
),

-- A delivery of changes that came too long after the one before starts anew.
runs as (
    select
        described.*,
        sum(case
            when
                described.received_before is null
                or {{ dbt.datediff('described.received_before', 'described.received_at', 'day') }}
                > described.longest_gap
                then 1
            else 0
        end) over (
            partition by described.authority_code, described.feed_code
            order by described.received_at nulls last
            rows between unbounded preceding and current row
        ) as run_number
    from described
    where described.period_kind = 'delivery'
),

final as (
    select
        described.authority_code,
        described.feed_code,
        described.period_kind,
        described.period,
        case described.period_kind
            when 'month' then cast(described.period || '-01' as date)
            when 'history' then cast({{ dbt.dateadd(
                'month', '-described.history_months',
                dbt.date_trunc('month', 'described.received_at')
            ) }} as date)
        end as covered_from,
        case described.period_kind
            when 'month' then cast({{ dbt.dateadd(
                'month', 1, "cast(described.period || '-01' as date)"
            ) }} as date)
            when 'history'
                then cast({{ dbt.date_trunc('month', 'described.received_at') }} as date)
        end as covered_to,
        described.may_identify_needs,
        described.may_prove_outcomes
    from described
    where described.period_kind <> 'delivery'
    union all
    select
        runs.authority_code,
        runs.feed_code,
        'delivery' as period_kind,
        cast(runs.run_number as {{ dbt.type_string() }}) as period,
        -- the first delivery holds all there was; after a gap nobody knows what was left out
        cast(case
            when runs.run_number = 1 then {{ dbt.date_trunc('month', 'min(runs.received_at)') }}
            else {{ dbt.dateadd(
                'month', 1, dbt.date_trunc('month', 'min(runs.received_at)')
            ) }}
        end as date) as covered_from,
        cast({{ dbt.date_trunc('month', 'max(runs.received_at)') }} as date) as covered_to,
        bool_and(runs.may_identify_needs) as may_identify_needs,
        bool_and(runs.may_prove_outcomes) as may_prove_outcomes
    from runs
    group by
        runs.authority_code,
        runs.feed_code,
        runs.run_number
)

select * from final
