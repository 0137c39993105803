-- What is counted in each period: all families, and the headlines of the versions in force for at
-- least a month of it or, for outcomes, of the two years before.
with periods as (
    select
        p.output_code,
        p.authority_code,
        p.period_start,
        p.next_period,
        min(p.financial_year) as financial_year,
        min(p.is_year_over) as is_year_over
    from {{ ref('int_reporting_periods') }} as p
    where
        p.is_period_over = 1
        and p.output_code <> 'equality'
    group by
        p.output_code,
        p.authority_code,
        p.period_start,
        p.next_period
),

headlines as (
    select
        h.headline_code,
        v.valid_from,
        v.valid_to
    from {{ ref('headlines') }} as h
    inner join {{ ref('framework_versions') }} as v on h.framework_version = v.framework_version
),

final as (
    select
        periods.output_code,
        periods.authority_code,
        periods.period_start,
        periods.next_period,
        periods.financial_year,
        periods.is_year_over,
        'all' as headline_code
    from periods
    union all
    select
        periods.output_code,
        periods.authority_code,
        periods.period_start,
        periods.next_period,
        periods.financial_year,
        periods.is_year_over,
        headlines.headline_code
    from periods
    inner join headlines
        on
            cast({{ dbt.dateadd('month', 1, 'headlines.valid_from') }} as date)
            <= periods.next_period
            and headlines.valid_to >= case periods.output_code
                when 'needs_by_area'
                    then cast({{ dbt.dateadd('month', 1, 'periods.period_start') }} as date)
                else cast({{ dbt.dateadd('month', -23, 'periods.period_start') }} as date)
            end
)

select * from final
