-- How far a year has got towards the fewest families it is to reach, and when it will have.
with quarters as (
    select
        q.*,
        {{ dbt.datediff(
            'q.year_starts_on', 'q.told_until', 'day'
        ) }} + 1 as days_gone,
        {{ dbt.datediff(
            'q.year_starts_on', 'q.year_ends_on', 'day'
        ) }} + 1 as days_of_year
    from {{ ref('int_progress_quarters') }} as q
),

counted as (
    select
        c.authority_code,
        c.financial_year,
        c.counts_from,
        row_number() over (
            partition by c.authority_code, c.financial_year
            order by c.counts_from nulls last, c.family_key
        ) as place
    from {{ ref('int_families_counted') }} as c
    where c.measure = 'families_claimed'
),

minima as (
    select
        quarters.*,
        actuals.families_in_year,
        {{ safe_cast_number('settings.setting_value', 'integer') }} as minimum_number
    from quarters
    inner join {{ ref('int_progress_actuals') }} as actuals
        on
            quarters.authority_code = actuals.authority_code
            and quarters.financial_year = actuals.financial_year
            and quarters.financial_quarter = actuals.financial_quarter
            and actuals.measure = 'families_claimed'
    left join {{ ref('int_programme_settings') }} as settings
        on
            quarters.authority_code = settings.authority_code
            and settings.setting = 'minimum_number'
            and quarters.told_until >= settings.valid_from
            and quarters.told_until < settings.valid_to
),

expected as (
    select
        minima.authority_code,
        minima.financial_year,
        minima.financial_quarter,
        min(case when path.families_expected is not null then path.month_ends_on end) as met_on,
        max(case when path.families_expected is null then 1 else 0 end) as is_any_unknown
    from minima
    inner join {{ ref('int_forecast_totals') }} as totals
        on
            minima.authority_code = totals.authority_code
            and minima.financial_year = totals.financial_year
            and minima.financial_quarter = totals.financial_quarter
            and totals.measure = 'families_claimed'
    inner join {{ ref('int_forecast_path') }} as path
        on
            totals.authority_code = path.authority_code
            and totals.measure = path.measure
            and totals.origin_on = path.origin_on
            and (
                path.families_expected is null
                or totals.families_so_far + path.families_expected >= minima.minimum_number
            )
    group by
        minima.authority_code,
        minima.financial_year,
        minima.financial_quarter
),

final as (
    select
        minima.authority_code,
        minima.financial_year,
        minima.financial_quarter,
        minima.minimum_number,
        cast(round(100.0 * minima.days_gone / minima.days_of_year, 1) as decimal(5, 1))
            as percent_of_year_gone,
        cast(
            round(100.0 * minima.families_in_year / nullif(minima.minimum_number, 0), 1)
            as decimal(9, 1)
        ) as percent_of_minimum,
        case
            when minima.minimum_number is null then null
            when
                minima.families_in_year * minima.days_of_year
                < minima.minimum_number * minima.days_gone
                then 1
            else 0
        end as is_below_pace,
        coalesce(counted.counts_from, expected.met_on) as minimum_met_on,
        case
            when minima.minimum_number is null then null
            when minima.families_in_year >= minima.minimum_number then 'counted'
            when expected.met_on is not null then 'forecast'
            when expected.is_any_unknown = 1 then 'too_little_history'
            else 'not_within_the_year'
        end as minimum_met
    from minima
    left join counted
        on
            minima.authority_code = counted.authority_code
            and minima.financial_year = counted.financial_year
            and minima.minimum_number = counted.place
            and minima.told_until >= counted.counts_from
    left join expected
        on
            minima.authority_code = expected.authority_code
            and minima.financial_year = expected.financial_year
            and minima.financial_quarter = expected.financial_quarter
)

select * from final
