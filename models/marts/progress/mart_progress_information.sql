-- Progress Information by quarter of the financial year: what has counted, what is forecast, and
-- how the authority stands against the fewest families it is to reach.
with quarters as (
    select * from {{ ref('int_progress_quarters') }}
),

actuals as (
    select
        a.authority_code,
        a.financial_year,
        a.financial_quarter,
        {% for measure in ['families_claimed', 'families_whole_family', 'families_supported'] -%}
        {% for span in ['quarter', 'year'] -%}
        max(case when a.measure = '{{ measure }}' then a.families_in_{{ span }} end)
            as {{ measure }}_{{ span }},
        {% endfor -%}
        {% endfor -%}
        count(*) as measures
    from {{ ref('int_progress_actuals') }} as a
    group by
        a.authority_code,
        a.financial_year,
        a.financial_quarter
),

forecasts as (
    select
        m.authority_code,
        m.financial_year,
        m.financial_quarter,
        {% for measure in ['families_claimed', 'families_whole_family'] -%}
        {% for column, name in [
            ('value_now', 'forecast'), ('reckoned_value', 'forecast_reckoned'),
            ('forecast_low', 'forecast_low'), ('forecast_high', 'forecast_high'),
            ('reckoned_by', 'forecast_method'), ('value_from', 'forecast_from'),
            ('coordinator_reason', 'forecast_reason'),
        ] -%}
        max(case when m.measure = '{{ measure }}_forecast' then m.{{ column }} end)
            as {{ measure }}_{{ name }},
        {% endfor -%}
        {% endfor -%}
        max(case when m.why_different is not null then 1 else 0 end) as is_any_different
    from {{ ref('mart_progress_measures') }} as m
    group by
        m.authority_code,
        m.financial_year,
        m.financial_quarter
),

made as (
    select
        f.authority_code,
        f.financial_year,
        f.financial_quarter,
        max(f.origin_on) as forecast_on,
        max(f.interval_percent) as interval_percent
    from {{ ref('int_forecasts') }} as f
    group by
        f.authority_code,
        f.financial_year,
        f.financial_quarter
),

final as (
    select
        quarters.authority_code,
        quarters.financial_year,
        quarters.financial_quarter,
        quarters.quarter_starts_on,
        quarters.quarter_ends_on,
        quarters.is_complete,
        calendar.due_on,
        calendar.provenance as due_on_provenance,
        calendar.confidence as due_on_confidence,
        actuals.families_claimed_quarter,
        actuals.families_claimed_year as families_claimed_year_to_date,
        forecasts.families_claimed_forecast,
        forecasts.families_claimed_forecast_from,
        forecasts.families_claimed_forecast_reckoned,
        forecasts.families_claimed_forecast_low,
        forecasts.families_claimed_forecast_high,
        forecasts.families_claimed_forecast_method,
        forecasts.families_claimed_forecast_reason,
        actuals.families_whole_family_quarter,
        actuals.families_whole_family_year as families_whole_family_year_to_date,
        actuals.families_supported_quarter - actuals.families_whole_family_quarter
            as families_not_yet_whole_family_quarter,
        actuals.families_supported_year - actuals.families_whole_family_year
            as families_not_yet_whole_family_year_to_date,
        forecasts.families_whole_family_forecast,
        forecasts.families_whole_family_forecast_from,
        forecasts.families_whole_family_forecast_reckoned,
        forecasts.families_whole_family_forecast_low,
        forecasts.families_whole_family_forecast_high,
        forecasts.families_whole_family_forecast_method,
        forecasts.families_whole_family_forecast_reason,
        made.forecast_on,
        made.interval_percent,
        pace.minimum_number,
        pace.percent_of_year_gone,
        pace.percent_of_minimum,
        pace.is_below_pace,
        -- R27: what follows from poor progress is for the department to decide
        case
            when pace.is_below_pace = 1
                then 'payments may be reviewed, delayed or withheld; the department decides'
        end as pace_note,
        pace.minimum_met_on,
        pace.minimum_met,
        forecasts.is_any_different as is_any_different_from_returned
    from quarters
    inner join actuals
        on
            quarters.authority_code = actuals.authority_code
            and quarters.financial_year = actuals.financial_year
            and quarters.financial_quarter = actuals.financial_quarter
    inner join forecasts
        on
            quarters.authority_code = forecasts.authority_code
            and quarters.financial_year = forecasts.financial_year
            and quarters.financial_quarter = forecasts.financial_quarter
    inner join made
        on
            quarters.authority_code = made.authority_code
            and quarters.financial_year = made.financial_year
            and quarters.financial_quarter = made.financial_quarter
    inner join {{ ref('int_progress_pace') }} as pace
        on
            quarters.authority_code = pace.authority_code
            and quarters.financial_year = pace.financial_year
            and quarters.financial_quarter = pace.financial_quarter
    left join {{ ref('int_returns_calendar') }} as calendar
        on
            quarters.authority_code = calendar.authority_code
            and quarters.financial_year = calendar.financial_year
            and quarters.financial_quarter = calendar.quarter
            and calendar.return_code = 'progress_information'
)

select * from final
