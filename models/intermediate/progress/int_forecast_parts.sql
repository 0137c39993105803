-- What each forecast adds up: families who stand somewhere and may yet count, and families who will
-- start; each with the share of their like that came to count.
with settings as (
    select * from {{ programme_settings_on(
        as_of_date(), {'forecast_fewest_followed': 'integer'}
    ) }}
),

states as (
    select * from {{ ref('int_forecast_states') }}
),

horizons as (
    select * from {{ ref('int_forecast_horizons') }}
),

waiting as (
    select
        horizons.authority_code,
        horizons.origin_on,
        horizons.months_ahead,
        states.measure,
        states.state,
        states.months_in_state,
        horizons.months_ahead as months_followed,
        sum(states.families) as families
    from horizons
    inner join states
        on
            horizons.authority_code = states.authority_code
            and horizons.origin_number = states.month_number
    where
        states.state <> 'starting'
        and states.is_too_late = 0
    group by
        horizons.authority_code,
        horizons.origin_on,
        horizons.months_ahead,
        states.measure,
        states.state,
        states.months_in_state
),

-- Those who start in a later month have the fewer months to come to count.
starting as (
    select
        horizons.authority_code,
        horizons.origin_on,
        horizons.months_ahead,
        starts.measure,
        'starting' as state,
        0 as months_in_state,
        horizons.months_ahead - starts.months_ahead + 1 as months_followed,
        starts.families_expected as families,
        starts.variance_of_months,
        starts.variance_of_months
        / nullif(power(starts.mean_of_months, 2) * starts.months_seen, 0) as doubt_of_mean
    from horizons
    inner join {{ ref('int_forecast_starts') }} as starts
        on
            horizons.authority_code = starts.authority_code
            and horizons.origin_on = starts.origin_on
            and horizons.months_ahead >= starts.months_ahead
    where starts.is_too_late = 0
),

parts as (
    select
        waiting.*,
        cast(null as double) as variance_of_months,
        cast(null as double) as doubt_of_mean
    from waiting
    union all
    select * from starting
),

-- Where too few stood just there, those who were in the same state however long.
rated as (
    select
        parts.*,
        coalesce(state_rates.season, 1) as season,
        case
            when rates.followed >= settings.forecast_fewest_followed then rates.followed
            when state_rates.followed >= settings.forecast_fewest_followed
                then state_rates.followed
        end as followed,
        case
            when rates.followed >= settings.forecast_fewest_followed then rates.counted
            when state_rates.followed >= settings.forecast_fewest_followed
                then state_rates.counted
        end as counted
    from parts
    inner join settings on parts.authority_code = settings.authority_code
    left join {{ ref('int_forecast_rates') }} as rates
        on
            parts.authority_code = rates.authority_code
            and parts.measure = rates.measure
            and parts.origin_on = rates.origin_on
            and parts.months_followed = rates.months_ahead
            and parts.state = rates.state
            and parts.months_in_state = rates.months_in_state
    left join {{ ref('int_forecast_state_rates') }} as state_rates
        on
            parts.authority_code = state_rates.authority_code
            and parts.measure = state_rates.measure
            and parts.origin_on = state_rates.origin_on
            and parts.months_followed = state_rates.months_ahead
            and parts.state = state_rates.state
),

final as (
    select
        rated.authority_code,
        rated.origin_on,
        rated.months_ahead,
        rated.measure,
        rated.state,
        rated.months_in_state,
        rated.months_followed,
        cast(rated.families as double) as families,
        rated.variance_of_months,
        rated.doubt_of_mean,
        rated.followed,
        case when rated.followed is not null then least(
            1, rated.season * cast(rated.counted as double) / rated.followed
        ) end as rate,
        -- half a family on either side: a rate of nothing or of all is not known for certain
        (cast(rated.counted as double) + 0.5) / (rated.followed + 1) as middle_rate
    from rated
)

select * from final
