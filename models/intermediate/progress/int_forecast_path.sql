-- What is expected to have counted by the end of each month to come, and how far it may be out:
-- the chance of each family (binomial), of how many start, and how well each rate is known.
with parts as (
    select * from {{ ref('int_forecast_parts') }}
),

states as (
    select
        parts.authority_code,
        parts.measure,
        parts.origin_on,
        parts.months_ahead,
        parts.state,
        sum(case when parts.state <> 'starting' then parts.families end) as families_waiting,
        sum(parts.families * parts.rate) as families_expected,
        sum(
            parts.families * parts.rate * (1 - parts.rate)
            + power(parts.rate, 2) * coalesce(parts.variance_of_months, 0)
        ) as chance_variance,
        -- the rates of a state were learnt from the same families, so they are out together
        power(sum(
            parts.families * sqrt(parts.middle_rate * (1 - parts.middle_rate) / parts.followed)
        ), 2) as rate_variance,
        coalesce(max(parts.doubt_of_mean), 0) as doubt_of_mean,
        min(parts.followed) as fewest_followed,
        max(case when parts.rate is null then 1 else 0 end) as is_any_rate_unknown
    from parts
    group by
        parts.authority_code,
        parts.measure,
        parts.origin_on,
        parts.months_ahead,
        parts.state
),

added as (
    select
        states.authority_code,
        states.measure,
        states.origin_on,
        states.months_ahead,
        sum(states.families_waiting) as families_waiting,
        sum(states.families_expected) as families_expected,
        sum(case when states.state = 'starting' then states.families_expected end)
            as new_families_expected,
        sum(
            states.chance_variance
            + states.rate_variance
            + power(states.families_expected, 2) * states.doubt_of_mean
        ) as variance,
        min(states.fewest_followed) as fewest_followed,
        max(states.is_any_rate_unknown) as is_any_rate_unknown
    from states
    group by
        states.authority_code,
        states.measure,
        states.origin_on,
        states.months_ahead
),

final as (
    {% for measure in ['families_claimed', 'families_whole_family'] -%}
    select
        horizons.authority_code,
        '{{ measure }}' as measure,
        horizons.financial_year,
        horizons.origin_on,
        horizons.months_ahead,
        horizons.month_ends_on,
        coalesce(added.families_waiting, 0) as families_waiting,
        case
            when coalesce(added.is_any_rate_unknown, 0) = 0
                then coalesce(added.families_expected, 0)
        end as families_expected,
        coalesce(added.new_families_expected, 0) as new_families_expected,
        coalesce(added.variance, 0) as variance,
        added.fewest_followed
    from {{ ref('int_forecast_horizons') }} as horizons
    left join added
        on
            horizons.authority_code = added.authority_code
            and horizons.origin_on = added.origin_on
            and horizons.months_ahead = added.months_ahead
            and added.measure = '{{ measure }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
