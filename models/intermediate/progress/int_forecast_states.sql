-- How many families stood where at each month-end, and after how many months they came to count.
-- Families that began support in the month after a month-end are `starting` at it.
with settings as (
    select * from {{ programme_settings_on(
        as_of_date(), {'forecast_longest_months': 'integer'}
    ) }}
),

counted as (
    select * from {{ ref('int_families_counted') }}
),

-- A family that has counted in the year cannot again; of several episodes the furthest on.
ranked as (
    select
        episodes.*,
        row_number() over (
            partition by
                episodes.authority_code, episodes.measure, episodes.month_ends_on,
                episodes.family_key
            order by
                episodes.is_too_late,
                episodes.sustain_ends_on nulls last,
                episodes.started_on nulls last,
                episodes.episode_key
        ) as episode_rank
    from {{ ref('int_forecast_episodes') }} as episodes
    left join counted
        on
            episodes.authority_code = counted.authority_code
            and episodes.measure = counted.measure
            and episodes.financial_year = counted.financial_year
            and episodes.family_key = counted.family_key
            and episodes.month_ends_on >= counted.counts_from
    where counted.family_key is null
),

-- The first episode of a family in a financial year, where no earlier one went on into the year.
in_order as (
    select
        episodes.*,
        quarters.year_starts_on,
        row_number() over (
            partition by episodes.authority_code, episodes.family_key, quarters.financial_year
            order by episodes.started_on nulls last, episodes.episode_key
        ) as episode_of_year,
        max(coalesce(episodes.closed_on, date '9999-12-31')) over (
            partition by episodes.authority_code, episodes.family_key
            order by episodes.started_on nulls last, episodes.episode_key
            rows between unbounded preceding and 1 preceding
        ) as others_closed_on
    from {{ ref('int_progress_episodes') }} as episodes
    inner join {{ ref('int_progress_quarters') }} as quarters
        on
            episodes.authority_code = quarters.authority_code
            and episodes.started_on >= quarters.quarter_starts_on
            and episodes.started_on <= quarters.quarter_ends_on
),

standing as (
    select
        ranked.authority_code,
        ranked.measure,
        ranked.month_number,
        ranked.state,
        least(ranked.months_in_state, settings.forecast_longest_months) as months_in_state,
        ranked.is_too_late,
        {{ month_index('ranked.counts_from') }} - ranked.month_number as months_to_count
    from ranked
    inner join settings on ranked.authority_code = settings.authority_code
    where ranked.episode_rank = 1
    {% for measure, day in [
        ('families_claimed', 'stands_from'), ('families_whole_family', 'whole_family_from')
    ] -%}
    union all
    select
        in_order.authority_code,
        '{{ measure }}' as measure,
        {{ month_index('in_order.started_on') }} - 1 as month_number,
        'starting' as state,
        0 as months_in_state,
        0 as is_too_late,
        {{ month_index('in_order.' ~ day) }} - {{ month_index('in_order.started_on') }} + 1
            as months_to_count
    from in_order
    where
        in_order.episode_of_year = 1
        and coalesce(in_order.others_closed_on, in_order.year_starts_on)
        <= in_order.year_starts_on
    {% endfor %}
),

-- No forecast looks further ahead than a year.
within_a_year as (
    select
        standing.authority_code,
        standing.measure,
        standing.month_number,
        standing.state,
        standing.months_in_state,
        standing.is_too_late,
        case when standing.months_to_count <= 12 then standing.months_to_count end
            as months_to_count
    from standing
),

final as (
    select
        within_a_year.*,
        count(*) as families
    from within_a_year
    group by
        within_a_year.authority_code,
        within_a_year.measure,
        within_a_year.month_number,
        within_a_year.state,
        within_a_year.months_in_state,
        within_a_year.is_too_late,
        within_a_year.months_to_count
)

select * from final
