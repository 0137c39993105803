-- The rates of a state however long families were in it; and the season: the windows of a year are
-- not alike (the third goes on into January), so what month-ends of the same month told against
-- what all told together, pulled to no difference where they tell little.
with settings as (
    select * from {{ programme_settings_on(
        as_of_date(), {'forecast_fewest_followed': 'integer'}
    ) }}
),

states as (
    select
        rates.authority_code,
        rates.measure,
        rates.origin_on,
        rates.months_ahead,
        rates.state,
        sum(rates.followed) as followed,
        sum(rates.counted) as counted,
        sum(rates.counted_in_season) as counted_in_season,
        sum(cast(rates.followed_in_season as double) * rates.counted / rates.followed)
            as expected_in_season
    from {{ ref('int_forecast_rates') }} as rates
    where rates.state <> 'starting'
    group by
        rates.authority_code,
        rates.measure,
        rates.origin_on,
        rates.months_ahead,
        rates.state
),

seasons as (
    select
        states.authority_code,
        states.measure,
        states.origin_on,
        states.months_ahead,
        sum(states.counted_in_season) as counted,
        sum(states.expected_in_season) as expected
    from states
    where states.measure = 'families_claimed'
    group by
        states.authority_code,
        states.measure,
        states.origin_on,
        states.months_ahead
),

final as (
    select
        states.authority_code,
        states.measure,
        states.origin_on,
        states.months_ahead,
        states.state,
        states.followed,
        states.counted,
        coalesce(
            (seasons.counted + settings.forecast_fewest_followed)
            / (seasons.expected + settings.forecast_fewest_followed),
            1
        ) as season
    from states
    inner join settings on states.authority_code = settings.authority_code
    left join seasons
        on
            states.authority_code = seasons.authority_code
            and states.measure = seasons.measure
            and states.origin_on = seasons.origin_on
            and states.months_ahead = seasons.months_ahead
)

select * from final
