-- R01, R02, R03: who is eligible, since when, and why not.
with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

catalogue_versions as (
    select distinct n.framework_version
    from {{ ref('needs') }} as n
),

met_needs as (
    select
        needs.episode_key,
        needs.need_code,
        needs.headline_code,
        min(needs.identified_on) as identified_on
    from {{ ref('int_family_needs') }} as needs
    where needs.status = 'met'
    group by
        needs.episode_key,
        needs.need_code,
        needs.headline_code
),

ordered as (
    select
        met_needs.episode_key,
        met_needs.identified_on,
        row_number() over (
            partition by met_needs.episode_key
            order by met_needs.identified_on nulls last, met_needs.need_code
        ) as needs_so_far,
        row_number() over (
            partition by met_needs.episode_key, met_needs.headline_code
            order by met_needs.identified_on nulls last, met_needs.need_code
        ) as needs_of_headline
    from met_needs
),

headlines_so_far as (
    select
        ordered.*,
        sum(case when ordered.needs_of_headline = 1 then 1 else 0 end) over (
            partition by ordered.episode_key
            order by ordered.needs_so_far
            rows between unbounded preceding and current row
        ) as headlines_so_far
    from ordered
),

counted as (
    select
        h.episode_key,
        max(h.needs_so_far) as needs_identified,
        max(h.headlines_so_far) as headlines_identified,
        min(case
            when
                h.needs_so_far >= episodes.min_needs
                and h.headlines_so_far >= episodes.min_headlines
                then h.identified_on
        end) as enough_needs_on
    from headlines_so_far as h
    inner join episodes on h.episode_key = episodes.episode_key
    group by h.episode_key
),

people as (
    select
        p.episode_key,
        max(case when p.is_dependent_child then 1 else 0 end) as has_dependent_child,
        max(case when p.is_expectant_parent then 1 else 0 end) as has_expectant_parent
    from {{ ref('int_episode_people') }} as p
    group by p.episode_key
),

facts as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        episodes.framework_version,
        episodes.assessed_on,
        case when episodes.assessed_on is null then 0 else 1 end as is_assessed,
        case when catalogue_versions.framework_version is null then 0 else 1 end
            as is_framework_in_catalogue,
        coalesce(counted.needs_identified, 0) as needs_identified,
        coalesce(counted.headlines_identified, 0) as headlines_identified,
        counted.enough_needs_on,
        coalesce(people.has_dependent_child, 0) as has_dependent_child,
        coalesce(people.has_expectant_parent, 0) as has_expectant_parent
    from episodes
    left join catalogue_versions
        on episodes.framework_version = catalogue_versions.framework_version
    left join counted on episodes.episode_key = counted.episode_key
    left join people on episodes.episode_key = people.episode_key
),

final as (
    select
        facts.*,
        case
            when
                facts.enough_needs_on is not null
                and facts.has_dependent_child + facts.has_expectant_parent > 0
                then 1
            else 0
        end as is_eligible,
        case
            when
                facts.enough_needs_on is not null
                and facts.has_dependent_child + facts.has_expectant_parent > 0
                then greatest(facts.enough_needs_on, facts.assessed_on)
        end as eligible_on,
        nullif(concat_ws(
            ' ',
            case when facts.is_assessed = 0 then 'not_assessed' end,
            case
                when facts.is_assessed = 1 and facts.is_framework_in_catalogue = 0
                    then 'framework_not_in_catalogue'
            end,
            case
                when facts.has_dependent_child + facts.has_expectant_parent = 0
                    then 'no_dependent_child_or_expectant_parent'
            end,
            case
                when
                    facts.is_assessed = 1
                    and facts.is_framework_in_catalogue = 1
                    and facts.enough_needs_on is null
                    then 'too_few_needs'
            end
        ), '') as why_not_eligible
    from facts
)

select * from final
