-- What would have been forecast at the end of each past quarter, against what became of the year.
with forecasts as (
    select * from {{ ref('int_forecasts') }}
),

-- at the end of its year a forecast is what counted
outturns as (
    select
        forecasts.authority_code,
        forecasts.financial_year,
        forecasts.measure,
        forecasts.families_so_far as families_counted
    from forecasts
    where forecasts.months_left = 0
),

compared as (
    select
        forecasts.*,
        outturns.families_counted,
        own.forecast_value as coordinator_forecast
    from forecasts
    inner join outturns
        on
            forecasts.authority_code = outturns.authority_code
            and forecasts.financial_year = outturns.financial_year
            and forecasts.measure = outturns.measure
    left join {{ ref('int_coordinator_forecasts') }} as own
        on
            forecasts.authority_code = own.authority_code
            and forecasts.financial_year = own.financial_year
            and forecasts.financial_quarter = own.financial_quarter
            and forecasts.measure = own.measure
    where forecasts.months_left > 0
),

final as (
    select
        compared.authority_code,
        compared.financial_year,
        compared.financial_quarter,
        compared.measure,
        compared.origin_on as forecast_on,
        compared.months_left,
        compared.forecast_method,
        compared.families_so_far,
        compared.forecast,
        compared.forecast_low,
        compared.forecast_high,
        compared.interval_percent,
        compared.families_counted,
        compared.forecast - compared.families_counted as error,
        cast(round(
            100.0 * abs(compared.forecast - compared.families_counted)
            / nullif(compared.families_counted, 0),
            1
        ) as decimal(9, 1)) as percent_error,
        case
            when compared.forecast is null then null
            when
                compared.families_counted between compared.forecast_low and compared.forecast_high
                then 1
            else 0
        end as is_inside_interval,
        -- where there was nothing and none was expected, no forecast could go wrong
        case when compared.forecast + compared.families_counted > 0 then 1 else 0 end as is_scored,
        compared.coordinator_forecast,
        compared.coordinator_forecast - compared.families_counted as coordinator_error
    from compared
)

select * from final
