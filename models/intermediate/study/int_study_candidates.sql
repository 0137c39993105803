-- Whom the framework finds eligible: families with an eligible support episode, and families of
-- case management without any whom partner evidence shows eligible. Inferred families never.
with begun as (
    select
        plans.episode_key,
        plans.authority_code
    from {{ ref('int_episode_plans') }} as plans
    union
    select
        leads.episode_key,
        leads.authority_code
    from {{ ref('int_episode_leads') }} as leads
),

-- where an authority sends neither plans nor lead practitioners nobody can be seen to wait
tells as (
    select begun.authority_code
    from begun
    group by begun.authority_code
),

in_force as (
    select v.framework_version
    from {{ ref('framework_versions') }} as v
    where
        v.valid_from <= {{ as_of_date() }}
        and v.valid_to > {{ as_of_date() }}
),

with_episode as (
    select
        e.authority_code,
        e.family_key,
        e.episode_key as candidate_key,
        e.episode_key,
        e.framework_version,
        e.eligible_on,
        episodes.started_on,
        episodes.closed_on,
        case
            when
                settings.setting_value = 'plan_or_lead'
                and tells.authority_code is not null
                and begun.episode_key is null
                then 'COMPARISON'
            else 'PROGRAMME'
        end as programme_group
    from {{ ref('int_episode_eligibility') }} as e
    inner join {{ ref('int_support_episodes') }} as episodes on e.episode_key = episodes.episode_key
    left join begun on e.episode_key = begun.episode_key
    left join tells on e.authority_code = tells.authority_code
    left join {{ ref('int_study_settings') }} as settings
        on
            e.authority_code = settings.authority_code
            and settings.setting_code = 'support_begins_with'
    where e.is_eligible = 1
),

final as (
    select
        with_episode.authority_code,
        with_episode.family_key,
        with_episode.candidate_key,
        with_episode.episode_key,
        with_episode.framework_version,
        with_episode.programme_group,
        with_episode.eligible_on,
        case when with_episode.programme_group = 'PROGRAMME' then with_episode.started_on end
            as started_on,
        case when with_episode.programme_group = 'PROGRAMME' then with_episode.closed_on end
            as closed_on
    from with_episode
    union all
    select
        found.authority_code,
        found.family_key,
        found.family_key as candidate_key,
        cast(null as {{ dbt.type_string() }}) as episode_key,
        in_force.framework_version,
        'COMPARISON' as programme_group,
        cast({{ as_of_date() }} as date) as eligible_on,
        cast(null as date) as started_on,
        cast(null as date) as closed_on
    from {{ ref('int_identified_families') }} as found
    cross join in_force
    where found.family_source = 'case_management'
)

select * from final
