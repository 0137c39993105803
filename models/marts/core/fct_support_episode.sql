with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

leads as (
    select * from {{ ref('int_episode_leads') }}
    where lead_rank = 1
),

people as (
    select
        p.episode_key,
        count(*) as people,
        cast(sum(case when p.is_child then 1 else 0 end) as bigint) as children
    from {{ ref('int_episode_people') }} as p
    group by p.episode_key
),

final as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        episodes.framework_version,
        episodes.started_on,
        episodes.assessed_on,
        episodes.closed_on,
        episodes.close_reason,
        episodes.sustain_ends_on,
        episodes.early_help_episodes,
        coalesce(people.people, 0) as people,
        coalesce(people.children, 0) as children,
        leads.worker_ref as lead_practitioner_ref,
        {{ practitioner_key('episodes.authority_code', 'leads.worker_ref') }} as practitioner_key,
        {{ area_key('episodes.authority_code', 'ward', 'areas.ward_code') }} as area_key,
        {{ area_key('episodes.authority_code', 'lsoa', 'areas.lsoa_code') }} as lsoa_area_key,
        coalesce(leads.team_key, {{ team_key('episodes.authority_code', 'null') }}) as team_key,
        leads.team as lead_team,
        leads.organisation as lead_organisation,
        case when episodes.closed_on is null then 1 else 0 end as is_open
    from episodes
    left join leads on episodes.episode_key = leads.episode_key
    left join {{ ref('int_episode_areas') }} as areas
        on
            episodes.episode_key = areas.episode_key
            and coalesce(episodes.assessed_on, episodes.started_on) = areas.lived_on
    left join people on episodes.episode_key = people.episode_key
)

select * from final
