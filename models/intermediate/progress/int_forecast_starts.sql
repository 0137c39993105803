-- Families expected to start support in each month to come, at the rate of the months before.
{% set settings = {
    'forecast_start_months': 'integer', 'forecast_fewest_followed': 'integer',
} %}
with settings as (
    select * from {{ programme_settings_on(as_of_date(), settings) }}
),

starts as (
    select
        s.authority_code,
        s.measure,
        s.month_number,
        sum(s.families) as families
    from {{ ref('int_forecast_states') }} as s
    where s.state = 'starting'
    group by
        s.authority_code,
        s.measure,
        s.month_number
),

first_starts as (
    select
        starts.authority_code,
        min(starts.month_number) as month_number
    from starts
    group by starts.authority_code
),

horizons as (
    select * from {{ ref('int_forecast_horizons') }}
),

-- The last months, from the one in which the first family ever started; and the last two years,
-- with the same month of the last one.
rates as (
    select
        horizons.authority_code,
        horizons.origin_on,
        horizons.months_ahead,
        starts.measure,
        {% for name, what in [
            ('families_started', 'starts.families'),
            ('squares', 'starts.families * starts.families'),
        ] -%}
        sum(case
            when
                horizons.origin_number
                <= starts.month_number + settings.forecast_start_months
                then {{ what }}
            else 0
        end) as {{ name }},
        {% endfor -%}
        least(
            max(settings.forecast_start_months),
            max(horizons.origin_number) - max(first_starts.month_number)
        ) as months_seen,
        sum(case
            when starts.month_number + 13 = horizons.origin_number + horizons.months_ahead
                then starts.families
            else 0
        end) as families_of_month,
        sum(case
            when starts.month_number + 12 >= horizons.origin_number then starts.families
            else 0
        end) as families_of_year,
        sum(case
            when starts.month_number + 12 < horizons.origin_number then starts.families
            else 0
        end) as families_of_year_before,
        max(settings.forecast_fewest_followed) as few
    from horizons
    inner join settings on horizons.authority_code = settings.authority_code
    inner join first_starts on horizons.authority_code = first_starts.authority_code
    inner join starts
        on
            horizons.authority_code = starts.authority_code
            and horizons.origin_number > starts.month_number
            and horizons.origin_number
            <= starts.month_number + greatest(settings.forecast_start_months, 24)
    group by
        horizons.authority_code,
        horizons.origin_on,
        horizons.months_ahead,
        starts.measure
),

-- As many as start by chance alone vary as much as there are; where months differ by more, that.
measured as (
    select
        rates.*,
        cast(rates.families_started as double) / rates.months_seen as mean_of_months,
        greatest(
            cast(rates.families_started as double) / rates.months_seen,
            coalesce(
                (
                    rates.squares
                    - power(rates.families_started, 2) / cast(rates.months_seen as double)
                ) / nullif(rates.months_seen - 1, 0),
                0
            )
        ) as variance_of_months,
        -- a month against the mean of its year, pulled to no difference where few started
        (rates.families_of_month + rates.few)
        / (cast(rates.families_of_year as double) / 12 + rates.few) as season,
        -- a season cannot be told from growth or decline where one year was not like the other
        least(rates.families_of_year, rates.families_of_year_before)
        / nullif(
            cast(greatest(rates.families_of_year, rates.families_of_year_before) as double), 0
        ) as likeness_of_years
    from rates
),

final as (
    select
        measured.authority_code,
        measured.origin_on,
        measured.months_ahead,
        measured.measure,
        measured.mean_of_months,
        measured.variance_of_months,
        measured.months_seen,
        measured.mean_of_months
        * (1 + (measured.season - 1) * coalesce(measured.likeness_of_years, 0))
            as families_expected,
        case
            when measured.measure = 'families_claimed' then horizons.is_too_late_to_start
            else 0
        end as is_too_late
    from measured
    inner join horizons
        on
            measured.authority_code = horizons.authority_code
            and measured.origin_on = horizons.origin_on
            and measured.months_ahead = horizons.months_ahead
)

select * from final
