-- The quarters that progress is told for, and the month-end from which each is forecast.
with months as (
    select
        m.month_start,
        cast({{ dbt.dateadd('day', -1, 'm.next_month') }} as date) as month_ends_on,
        -- the financial year starts in April
        cast({{ dbt.dateadd('month', -3, 'm.month_start') }} as date) as financial_month
    from {{ ref('int_months') }} as m
),

numbered as (
    select
        months.month_start,
        months.month_ends_on,
        cast(extract(year from months.financial_month) as integer) as year_number,
        cast(extract(quarter from months.financial_month) as integer) as financial_quarter
    from months
),

quarters as (
    select
        numbered.year_number,
        numbered.financial_quarter,
        min(numbered.month_start) as quarter_starts_on,
        max(numbered.month_ends_on) as quarter_ends_on
    from numbered
    group by
        numbered.year_number,
        numbered.financial_quarter
),

years as (
    select
        quarters.year_number,
        cast(quarters.year_number as {{ dbt.type_string() }})
        || '/' || substr(cast(quarters.year_number + 1 as {{ dbt.type_string() }}), 3, 2)
            as financial_year,
        min(quarters.quarter_starts_on) as year_starts_on,
        max(quarters.quarter_ends_on) as year_ends_on
    from quarters
    group by quarters.year_number
),

origins as (
    select
        quarters.quarter_starts_on,
        max(numbered.month_ends_on) as origin_on
    from quarters
    inner join numbered
        on
            quarters.year_number = numbered.year_number
            and quarters.quarter_ends_on >= numbered.month_ends_on
    where numbered.month_ends_on <= {{ as_of_date() }}
    group by quarters.quarter_starts_on
),

first_support as (
    select
        e.authority_code,
        min(e.started_on) as first_day
    from {{ ref('int_support_episodes') }} as e
    group by e.authority_code
),

-- R17: after the last window of a year has closed nothing can be claimed in it
closings as (
    select
        w.authority_code,
        w.financial_year,
        max(w.closes_on) as closes_on
    from {{ ref('int_claim_windows') }} as w
    group by
        w.authority_code,
        w.financial_year
),

final as (
    select
        authorities.authority_code,
        years.financial_year,
        quarters.financial_quarter,
        quarters.quarter_starts_on,
        quarters.quarter_ends_on,
        years.year_starts_on,
        years.year_ends_on,
        least(quarters.quarter_ends_on, {{ as_of_date() }}) as told_until,
        case when quarters.quarter_ends_on <= {{ as_of_date() }} then 1 else 0 end as is_complete,
        origins.origin_on,
        {{ month_index('years.year_ends_on') }} - {{ month_index('origins.origin_on') }}
            as months_left,
        least(years.year_ends_on, coalesce(closings.closes_on, years.year_ends_on))
            as last_claim_day
    from quarters
    inner join years on quarters.year_number = years.year_number
    cross join {{ ref('int_authorities') }} as authorities
    inner join first_support on authorities.authority_code = first_support.authority_code
    left join origins on quarters.quarter_starts_on = origins.quarter_starts_on
    left join closings
        on
            authorities.authority_code = closings.authority_code
            and years.financial_year = closings.financial_year
    where
        quarters.quarter_ends_on >= first_support.first_day
        and quarters.quarter_starts_on <= {{ as_of_date() }}
)

select * from final
