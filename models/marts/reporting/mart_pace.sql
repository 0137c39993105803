-- R25, R27: pace towards the fewest families of the year, with the forecast of the months to come.
with months as (
    select
        m.*,
        sum(m.families_claimed) over (
            partition by m.authority_code, m.financial_year
            order by m.month_start
            rows between unbounded preceding and current row
        ) as families_so_far
    from {{ ref('int_pace_months') }} as m
),

final as (
    select
        months.authority_code,
        months.financial_year,
        months.month_start,
        months.month_end,
        months.is_month_over,
        cast(months.families_claimed as integer) as families_claimed,
        cast(
            case when months.families_claimed is not null then months.families_so_far end
            as integer
        ) as families_claimed_to_date,
        months.minimum_number,
        months.agreed_number,
        cast(
            round(1.0 * months.minimum_number * months.days_gone / months.days_of_year, 1)
            as decimal(9, 1)
        ) as minimum_to_date,
        forecasts.forecast_to_date,
        forecasts.forecast_low,
        forecasts.forecast_high,
        forecasts.forecast_on
    from months
    left join {{ ref('int_pace_forecasts') }} as forecasts
        on
            months.authority_code = forecasts.authority_code
            and months.financial_year = forecasts.financial_year
            and months.month_end = forecasts.month_end
)

select * from final
