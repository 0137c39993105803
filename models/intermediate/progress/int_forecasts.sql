-- The forecast of each measure for the year from each quarter, with its interval.
with added as (
    select * from {{ ref('int_forecast_totals') }}
),

-- How far forecasts of earlier years were out, against how far chance alone would have put them.
earlier as (
    select
        later.authority_code,
        later.measure,
        later.financial_year,
        avg(
            power(past.families_so_far + past.families_expected - years.families_so_far, 2)
            / past.variance
        ) as spread
    from added as later
    inner join added as past
        on
            later.authority_code = past.authority_code
            and later.measure = past.measure
            and later.financial_year > past.financial_year
    inner join added as years
        on
            past.authority_code = years.authority_code
            and past.measure = years.measure
            and past.financial_year = years.financial_year
            and years.months_left = 0
    where
        past.variance > 0
        and past.families_expected is not null
    group by
        later.authority_code,
        later.measure,
        later.financial_year
),

widened as (
    select
        added.*,
        sqrt(greatest(1, coalesce(earlier.spread, 1))) as widened_by,
        added.standard_deviations * sqrt(added.variance * greatest(1, coalesce(earlier.spread, 1)))
            as margin
    from added
    left join earlier
        on
            added.authority_code = earlier.authority_code
            and added.measure = earlier.measure
            and added.financial_year = earlier.financial_year
),

final as (
    select
        widened.authority_code,
        widened.financial_year,
        widened.financial_quarter,
        widened.measure,
        widened.origin_on,
        widened.months_left,
        widened.families_so_far,
        widened.forecast_method,
        widened.interval_percent,
        widened.fewest_followed,
        widened.widened_by,
        widened.families_so_far + widened.families_expected as families_forecast,
        cast(round(widened.families_so_far + widened.families_expected) as integer) as forecast,
        -- outwards to whole families, and never below what has counted nor above what could
        cast(case
            when widened.families_expected is not null
                then greatest(
                    widened.families_so_far,
                    floor(widened.families_so_far + widened.families_expected - widened.margin)
                )
        end as integer) as forecast_low,
        cast(case
            when widened.families_expected is null then null
            when widened.new_families_expected > 0
                then ceiling(widened.families_so_far + widened.families_expected + widened.margin)
            else least(
                widened.families_so_far + coalesce(widened.families_waiting, 0),
                ceiling(widened.families_so_far + widened.families_expected + widened.margin)
            )
        end as integer) as forecast_high
    from widened
)

select * from final
