-- What a forecast of each measure for the year rests on, from each quarter: what has counted by the
-- day of the forecast, and what is expected after it.
with settings as (
    select * from {{ programme_settings_on(
        as_of_date(), {'forecast_interval_percent': 'integer'}
    ) }}
),

counted as (
    select * from {{ ref('int_families_counted') }}
),

forecasts as (
    {% for measure in ['families_claimed', 'families_whole_family'] -%}
    select
        quarters.authority_code,
        quarters.financial_year,
        quarters.financial_quarter,
        '{{ measure }}' as measure,
        quarters.origin_on,
        quarters.months_left
    from {{ ref('int_progress_quarters') }} as quarters
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

so_far as (
    select
        forecasts.authority_code,
        forecasts.financial_year,
        forecasts.financial_quarter,
        forecasts.measure,
        forecasts.origin_on,
        forecasts.months_left,
        cast(count(counted.family_key) as integer) as families_so_far
    from forecasts
    left join counted
        on
            forecasts.authority_code = counted.authority_code
            and forecasts.measure = counted.measure
            and forecasts.financial_year = counted.financial_year
            and forecasts.origin_on >= counted.counts_from
    group by
        forecasts.authority_code,
        forecasts.financial_year,
        forecasts.financial_quarter,
        forecasts.measure,
        forecasts.origin_on,
        forecasts.months_left
),

final as (
    select
        so_far.*,
        settings.forecast_interval_percent as interval_percent,
        path.fewest_followed,
        path.families_waiting,
        path.new_families_expected,
        case
            when so_far.origin_on is null then 'no_month_has_ended'
            when so_far.months_left = 0 then 'year_has_ended'
            when path.families_expected is null then 'too_little_history'
            else 'historical_conversion'
        end as forecast_method,
        case when so_far.months_left = 0 then 0 else path.families_expected end
            as families_expected,
        case when so_far.months_left = 0 then 0 else path.variance end as variance,
        quantiles.standard_deviations
    from so_far
    inner join settings on so_far.authority_code = settings.authority_code
    left join {{ ref('normal_quantiles') }} as quantiles
        on settings.forecast_interval_percent = quantiles.interval_percent
    left join {{ ref('int_forecast_path') }} as path
        on
            so_far.authority_code = path.authority_code
            and so_far.measure = path.measure
            and so_far.origin_on = path.origin_on
            and so_far.financial_year = path.financial_year
            and so_far.months_left = path.months_ahead
)

select * from final
