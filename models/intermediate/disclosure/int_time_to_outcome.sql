-- How long families took from a need to its outcome: each family once a financial year, once more
-- for each headline and once more for each outcome, by the outcome that it achieved first. Periods
-- are those of the outcomes by area; those not over are left out.
with achieved as (
    select
        outcomes.authority_code,
        outcomes.family_key,
        outcomes.episode_key,
        outcomes.headline_code,
        outcomes.outcome_code,
        outcomes.achieved_on,
        needs.identified_on,
        episodes.started_on,
        periods.year_start
    from {{ ref('int_family_outcomes') }} as outcomes
    inner join {{ ref('int_family_needs') }} as needs
        on outcomes.need_instance_id = needs.need_instance_id
    inner join {{ ref('int_support_episodes') }} as episodes
        on outcomes.episode_key = episodes.episode_key
    inner join {{ ref('int_reporting_periods') }} as periods
        on
            outcomes.authority_code = periods.authority_code
            and outcomes.achieved_on >= periods.month_start
            and outcomes.achieved_on < periods.next_month
    where
        outcomes.status = 'met'
        and needs.status = 'met'
        and needs.identified_on is not null
        and periods.output_code = 'outcomes_by_area'
        and periods.is_period_over = 1
),

counted as (
    {% for headline, detail in [
        ("'all'", "'all'"),
        ('achieved.headline_code', "'all'"),
        ('achieved.headline_code', 'achieved.outcome_code'),
    ] -%}
    select
        achieved.authority_code,
        achieved.family_key,
        achieved.episode_key,
        achieved.year_start,
        achieved.achieved_on,
        achieved.identified_on,
        achieved.started_on,
        {{ headline }} as headline_code,
        {{ detail }} as detail_code
    from achieved
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        counted.*,
        row_number() over (
            partition by
                counted.authority_code,
                counted.family_key,
                counted.year_start,
                counted.headline_code,
                counted.detail_code
            order by
                counted.achieved_on nulls last,
                counted.identified_on nulls last,
                counted.started_on nulls last,
                counted.episode_key
        ) as place
    from counted
),

firsts as (
    select
        ranked.authority_code,
        ranked.family_key,
        ranked.year_start,
        ranked.headline_code,
        ranked.detail_code,
        ranked.achieved_on,
        {{ dbt.datediff('ranked.identified_on', 'ranked.achieved_on', 'day') }}
            as days_since_need,
        {{ dbt.datediff('ranked.started_on', 'ranked.achieved_on', 'day') }}
            as days_since_start
    from ranked
    where ranked.place = 1
),

-- a need found only after its outcome took no time
final as (
    select
        firsts.authority_code,
        firsts.family_key,
        firsts.year_start,
        firsts.headline_code,
        firsts.detail_code,
        firsts.achieved_on,
        cast(greatest(firsts.days_since_need, 0) as integer) as days_from_need,
        cast(greatest(firsts.days_since_start, 0) as integer) as days_from_start
    from firsts
)

select * from final
