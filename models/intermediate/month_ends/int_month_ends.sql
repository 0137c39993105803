-- The months that are over: those counted back from the as-of date, from the first month of support
-- or claims on, and every month that was told. A month closes once both dates of the build have
-- passed its closing day: what had happened by then, and what we had been told by then.
with settings as (
    select * from {{ ref('int_reporting_settings') }}
),

first_days as (
    select
        f.authority_code,
        min(f.counts_from) as first_day
    from {{ ref('int_month_end_facts') }} as f
    where f.measure in ('open_episodes', 'families_claimed')
    group by f.authority_code
),

told as (
    select
        t.authority_code,
        t.month_end
    from {{ ref('int_month_ends_told') }} as t
    group by
        t.authority_code,
        t.month_end
),

months as (
    select
        m.month_start,
        cast({{ dbt.dateadd('day', -1, 'm.next_month') }} as date) as month_end,
        -- months since April, as many as the month lies after the start of its financial year
        (cast(extract(month from m.month_start) as integer) + 8) % 12 as months_since_april
    from {{ ref('int_months') }} as m
),

dated as (
    select
        settings.authority_code,
        months.month_start,
        months.month_end,
        cast({{ dbt.dateadd('month', '-months.months_since_april', 'months.month_start') }} as date)
            as year_start,
        cast({{ dbt.dateadd(
            'day', 'settings.month_closes_after_days', 'months.month_end'
        ) }} as date) as closes_on,
        {{ dbt.dateadd('month', '-settings.month_ends_counted_back', as_of_date()) }}
            as counted_after,
        first_days.first_day,
        case when told.month_end is null then 0 else 1 end as is_told
    from months
    cross join settings
    left join first_days on settings.authority_code = first_days.authority_code
    left join told
        on
            settings.authority_code = told.authority_code
            and months.month_end = told.month_end
    where months.month_end <= {{ as_of_date() }}
),

final as (
    select
        dated.authority_code,
        dated.month_start,
        dated.month_end,
        dated.year_start,
        dated.closes_on,
        case
            when dated.is_told = 1 then 1
            when dated.closes_on <= least({{ as_of_date() }}, {{ known_at() }}) then 1
            else 0
        end as is_closed
    from dated
    where
        dated.is_told = 1
        or (dated.month_end >= dated.first_day and dated.month_end > dated.counted_after)
)

select * from final
