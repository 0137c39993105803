-- Where it would be known if something had happened: social care would have shown every child of
-- the family in every month of the period, nobody objects to that, and the case system has told of
-- new support since the period was over. Where no child is known there is nobody to look for.
with follow_ups as (
    select * from {{ ref('int_follow_ups') }}
    where is_followed = 1
),

children as (
    select
        follow_ups.authority_code,
        follow_ups.episode_key,
        follow_ups.months_after,
        follow_ups.closed_on,
        follow_ups.follow_up_ends_on,
        people.person_key
    from follow_ups
    inner join {{ ref('int_episode_people') }} as people
        on follow_ups.episode_key = people.episode_key
    where people.is_child
),

months as (
    select
        c.authority_code,
        c.person_key,
        c.month_start
    from {{ ref('int_covered_months') }} as c
    where
        c.feed_code = 'childrens_social_care'
        and c.may_prove_outcomes
),

-- A month may be known of everybody and of the child as well, so months are counted once.
known_months as (
    {% for person in ['children.person_key', "'*'"] -%}
    select
        children.episode_key,
        children.months_after,
        children.person_key,
        months.month_start
    from children
    inner join months
        on
            children.authority_code = months.authority_code
            and {{ person }} = months.person_key
            and children.follow_up_ends_on > months.month_start
            and {{ dbt.date_trunc('month', 'children.closed_on') }} <= months.month_start
    {{ 'union' if not loop.last }}
    {% endfor %}
),

counted as (
    select
        known_months.episode_key,
        known_months.months_after,
        known_months.person_key,
        count(*) as months_covered
    from known_months
    group by
        known_months.episode_key,
        known_months.months_after,
        known_months.person_key
),

covered as (
    select
        children.episode_key,
        children.months_after,
        children.person_key,
        coalesce(counted.months_covered, 0) as months_covered
    from children
    left join counted
        on
            children.episode_key = counted.episode_key
            and children.months_after = counted.months_after
            and children.person_key = counted.person_key
),

least_covered as (
    select
        covered.episode_key,
        covered.months_after,
        min(covered.months_covered) as months_covered
    from covered
    group by
        covered.episode_key,
        covered.months_after
),

told as (
    select
        f.authority_code,
        max(f.received_at) as told_on
    from {{ ref('int_files_in_force') }} as f
    where f.feed_code = 'early_help'
    group by f.authority_code
),

final as (
    select
        follow_ups.episode_key,
        follow_ups.months_after,
        case
            when
                least_covered.months_covered
                >= {{ months_touched('follow_ups.closed_on', 'follow_ups.follow_up_ends_on') }}
                and objections.episode_key is null
                and told.told_on >= follow_ups.follow_up_ends_on
                then 1
            else 0
        end as is_known
    from follow_ups
    left join least_covered
        on
            follow_ups.episode_key = least_covered.episode_key
            and follow_ups.months_after = least_covered.months_after
    left join told on follow_ups.authority_code = told.authority_code
    left join {{ ref('int_episode_objections') }} as objections
        on
            follow_ups.episode_key = objections.episode_key
            and objections.person_key = 'family'
            and objections.objected_feed_code = 'childrens_social_care'
)

select * from final
