-- R01, R02, R03: who is eligible, since when, and why not.
with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

catalogue_versions as (
    select distinct n.framework_version
    from {{ ref('needs') }} as n
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
        counted.enough_headlines_on,
        coalesce(people.has_dependent_child, 0) as has_dependent_child,
        coalesce(people.has_expectant_parent, 0) as has_expectant_parent
    from episodes
    left join catalogue_versions
        on episodes.framework_version = catalogue_versions.framework_version
    left join {{ ref('int_episode_need_counts') }} as counted
        on episodes.episode_key = counted.episode_key
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
        -- R03: both readings are shown, needs of any headline and needs of several headlines
        case
            when
                facts.enough_headlines_on is not null
                and facts.has_dependent_child + facts.has_expectant_parent > 0
                then 1
            else 0
        end as is_eligible_strictly,
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
