-- The people counted in each group of a year that is over, once a year: by the first support of the
-- family in the year that puts them in the group.
with years as (
    select
        p.authority_code,
        p.financial_year,
        p.month_start,
        p.next_month
    from {{ ref('int_reporting_periods') }} as p
    where
        p.output_code = 'equality'
        and p.is_year_over = 1
),

counted as (
    select
        'supported' as measure_code,
        e.authority_code,
        e.family_key,
        e.episode_key,
        e.counted_on
    from {{ ref('int_reported_episodes') }} as e
    where e.output_code = 'needs_by_area'
    union all
    select
        'eligible' as measure_code,
        e.authority_code,
        e.family_key,
        e.episode_key,
        e.counted_on
    from {{ ref('int_reported_episodes') }} as e
    inner join {{ ref('int_episode_eligibility') }} as eligibility
        on e.episode_key = eligibility.episode_key
    where
        e.output_code = 'needs_by_area'
        and eligibility.is_eligible = 1
    union all
    select
        'successful' as measure_code,
        e.authority_code,
        e.family_key,
        e.episode_key,
        e.counted_on
    from {{ ref('int_reported_episodes') }} as e
    inner join {{ ref('int_claim_readiness') }} as readiness
        on e.episode_key = readiness.episode_key
    where
        e.output_code = 'outcomes_by_area'
        and readiness.claim_status in ('claimed', 'ready')
),

ranked as (
    select
        counted.measure_code,
        counted.authority_code,
        years.financial_year,
        counted.family_key,
        members.person_key,
        members.age,
        row_number() over (
            partition by
                counted.measure_code,
                counted.authority_code,
                years.financial_year,
                members.person_key
            order by counted.counted_on, counted.episode_key
        ) as place
    from counted
    inner join years
        on
            counted.authority_code = years.authority_code
            and counted.counted_on >= years.month_start
            and counted.counted_on < years.next_month
    inner join {{ ref('int_episode_people') }} as members
        on counted.episode_key = members.episode_key
),

final as (
    select
        ranked.measure_code,
        ranked.authority_code,
        ranked.financial_year,
        ranked.family_key,
        ranked.person_key,
        ranked.age
    from ranked
    where ranked.place = 1
)

select * from final
