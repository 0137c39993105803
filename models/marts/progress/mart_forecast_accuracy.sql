with tests as (
    select * from {{ ref('mart_forecast_backtest') }}
),

scored as (
    select
        tests.authority_code,
        tests.measure,
        count(*) as forecasts,
        avg(tests.error) as mean_error,
        avg(abs(tests.error)) as mean_absolute_error,
        avg(tests.percent_error) as mean_percent_error,
        100.0 * avg(tests.is_inside_interval) as percent_inside_interval
    from tests
    where tests.is_scored = 1
    group by
        tests.authority_code,
        tests.measure
),

known as (
    select
        tests.authority_code,
        tests.measure,
        max(tests.interval_percent) as interval_percent,
        sum(case when tests.forecast is null then 1 else 0 end) as forecasts_without_number
    from tests
    group by
        tests.authority_code,
        tests.measure
),

final as (
    select
        known.authority_code,
        known.measure,
        cast(coalesce(scored.forecasts, 0) as integer) as forecasts_tested,
        cast(known.forecasts_without_number as integer) as forecasts_without_number,
        cast(scored.mean_error as decimal(9, 1)) as mean_error,
        cast(scored.mean_absolute_error as decimal(9, 1)) as mean_absolute_error,
        cast(scored.mean_percent_error as decimal(9, 1)) as mean_percent_error,
        cast(scored.percent_inside_interval as decimal(5, 1)) as percent_inside_interval,
        known.interval_percent
    from known
    left join scored
        on
            known.authority_code = scored.authority_code
            and known.measure = scored.measure
)

select * from final
