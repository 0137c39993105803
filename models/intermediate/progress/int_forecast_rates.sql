-- noqa: disable=LT02
-- Of the families that stood somewhere at a month-end, how many came to count within so many
-- months: only where those had ended by the day of the forecast, which so looks at nothing later.
with settings as (
    select * from {{ programme_settings_on(
        as_of_date(), {'forecast_history_months': 'integer'}
    ) }}
),

states as (
    select * from {{ ref('int_forecast_states') }}
),

horizons as (
    select * from {{ ref('int_forecast_horizons') }}
),

lengths as (
    select
        h.authority_code,
        h.months_ahead
    from horizons as h
    group by
        h.authority_code,
        h.months_ahead
),

followed as (
    select
        states.authority_code,
        states.measure,
        states.month_number,
        states.state,
        states.months_in_state,
        lengths.months_ahead,
        sum(states.families) as followed,
        sum(case
            when states.months_to_count <= lengths.months_ahead then states.families
            else 0
        end) as counted
    from states
    inner join lengths on states.authority_code = lengths.authority_code
    group by
        states.authority_code,
        states.measure,
        states.month_number,
        states.state,
        states.months_in_state,
        lengths.months_ahead
),

final as (
    select
        horizons.authority_code,
        horizons.financial_year,
        horizons.origin_on,
        horizons.months_ahead,
        followed.measure,
        followed.state,
        followed.months_in_state,
        cast(sum(followed.followed) as integer) as followed,
        cast(sum(followed.counted) as integer) as counted,
        {% for column in ['followed', 'counted'] -%}
        cast(sum(case
            when mod(horizons.origin_number - followed.month_number, 12) = 0
                then followed.{{ column }}
            else 0
        end) as integer) as {{ column }}_in_season
        {{- ',' if not loop.last }}
        {% endfor %}
    from horizons
    inner join settings on horizons.authority_code = settings.authority_code
    inner join followed
        on
            horizons.authority_code = followed.authority_code
            and horizons.months_ahead = followed.months_ahead
            and horizons.origin_number >= followed.month_number + horizons.months_ahead
            and horizons.origin_number
            < followed.month_number + horizons.months_ahead + settings.forecast_history_months
    where
        -- R17: windows come once a quarter, so claims of month-ends at the same place in it alone
        followed.measure <> 'families_claimed'
        or followed.state = 'starting'
        or mod(horizons.origin_number - followed.month_number, 3) = 0
    group by
        horizons.authority_code,
        horizons.financial_year,
        horizons.origin_on,
        horizons.months_ahead,
        followed.measure,
        followed.state,
        followed.months_in_state
)

select * from final
