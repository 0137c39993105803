-- What each family counts for in a period: once among all families, once for each headline and
-- once for each need or outcome, in the month and the ward where it counted first in the period.
with episodes as (
    select
        e.output_code,
        e.authority_code,
        e.family_key,
        e.episode_key,
        e.ward_code,
        e.counted_on,
        p.period_start,
        p.month_start,
        row_number() over (
            partition by e.output_code, e.authority_code, e.family_key, p.period_start
            order by e.counted_on, e.episode_key
        ) as place
    from {{ ref('int_reported_episodes') }} as e
    inner join {{ ref('int_reporting_periods') }} as p
        on
            e.output_code = p.output_code
            and e.authority_code = p.authority_code
            and e.counted_on >= p.month_start
            and e.counted_on < p.next_month
    where p.is_period_over = 1
),

found as (
    select
        'needs_by_area' as output_code,
        n.episode_key,
        n.headline_code,
        n.need_code as detail_code
    from {{ ref('int_family_needs') }} as n
    where n.status = 'met'
    union all
    select
        'outcomes_by_area' as output_code,
        o.episode_key,
        o.headline_code,
        o.outcome_code as detail_code
    from {{ ref('int_family_outcomes') }} as o
    where
        o.status = 'met'
        and o.achieved_on <= {{ as_of_date() }}
),

counted as (
    select
        episodes.output_code,
        episodes.authority_code,
        episodes.family_key,
        episodes.period_start,
        'all' as headline_code,
        'all' as detail_code
    from episodes
    where episodes.place = 1
    union all
    select
        episodes.output_code,
        episodes.authority_code,
        episodes.family_key,
        episodes.period_start,
        found.headline_code,
        'all' as detail_code
    from episodes
    inner join found
        on
            episodes.output_code = found.output_code
            and episodes.episode_key = found.episode_key
    union all
    select
        episodes.output_code,
        episodes.authority_code,
        episodes.family_key,
        episodes.period_start,
        found.headline_code,
        found.detail_code
    from episodes
    inner join found
        on
            episodes.output_code = found.output_code
            and episodes.episode_key = found.episode_key
),

final as (
    select
        counted.output_code,
        counted.authority_code,
        counted.family_key,
        counted.period_start,
        firsts.month_start,
        firsts.ward_code,
        counted.headline_code,
        counted.detail_code
    from counted
    inner join episodes as firsts
        on
            counted.output_code = firsts.output_code
            and counted.authority_code = firsts.authority_code
            and counted.family_key = firsts.family_key
            and counted.period_start = firsts.period_start
            and firsts.place = 1
    group by
        counted.output_code,
        counted.authority_code,
        counted.family_key,
        counted.period_start,
        firsts.month_start,
        firsts.ward_code,
        counted.headline_code,
        counted.detail_code
)

select * from final
