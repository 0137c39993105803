-- The forecast of the year that goes on, told for every month to come of it: that of the last month
-- is the forecast of the year in int_forecasts, and the margin of the others is reckoned as its is.
with forecasts as (
    select
        f.*,
        totals.standard_deviations * f.widened_by as margins
    from {{ ref('int_forecasts') }} as f
    inner join {{ ref('int_forecast_totals') }} as totals
        on
            f.authority_code = totals.authority_code
            and f.financial_year = totals.financial_year
            and f.financial_quarter = totals.financial_quarter
            and f.measure = totals.measure
    inner join {{ ref('int_progress_quarters') }} as quarters
        on
            f.authority_code = quarters.authority_code
            and f.financial_year = quarters.financial_year
            and f.financial_quarter = quarters.financial_quarter
    where
        f.measure = 'families_claimed'
        and f.forecast_method = 'historical_conversion'
        and quarters.quarter_starts_on <= {{ as_of_date() }}
        and quarters.quarter_ends_on >= {{ as_of_date() }}
),

expected as (
    select
        forecasts.authority_code,
        forecasts.financial_year,
        forecasts.origin_on,
        path.month_ends_on,
        forecasts.families_so_far,
        forecasts.families_so_far + path.families_expected as families_forecast,
        forecasts.margins * sqrt(path.variance) as margin,
        case
            when path.new_families_expected > 0 then null
            else forecasts.families_so_far + path.families_waiting
        end as most_possible
    from forecasts
    inner join {{ ref('int_forecast_path') }} as path
        on
            forecasts.authority_code = path.authority_code
            and forecasts.measure = path.measure
            and forecasts.financial_year = path.financial_year
            and forecasts.origin_on = path.origin_on
    where path.families_expected is not null
),

final as (
    select
        expected.authority_code,
        expected.financial_year,
        expected.month_ends_on as month_end,
        expected.origin_on as forecast_on,
        cast(round(expected.families_forecast) as integer) as forecast_to_date,
        -- outwards to whole families, and never below what has counted nor above what could
        cast(greatest(
            expected.families_so_far, floor(expected.families_forecast - expected.margin)
        ) as integer) as forecast_low,
        cast(case
            when expected.most_possible is null
                then ceiling(expected.families_forecast + expected.margin)
            else least(
                expected.most_possible, ceiling(expected.families_forecast + expected.margin)
            )
        end as integer) as forecast_high
    from expected
)

select * from final
