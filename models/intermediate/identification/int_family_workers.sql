-- Which organisations work with a family in its latest episode: that of the lead practitioner, and
-- the others that lead or hold a part of it.
with episodes as (
    select * from {{ ref('int_latest_episodes') }}
),

told as (
    select
        l.episode_key,
        case when l.lead_rank = 1 then 'lead_practitioner' else 'other_organisation' end as part,
        l.organisation,
        l.team
    from {{ ref('int_episode_leads') }} as l
    union all
    select
        p.episode_key,
        'other_organisation' as part,
        p.organisation,
        cast(null as {{ dbt.type_string() }}) as team
    from {{ ref('int_episode_parts') }} as p
),

-- the team of an organisation that leads is the one that leads
ordered as (
    select
        told.*,
        row_number() over (
            partition by told.episode_key, told.organisation
            order by told.part, told.team nulls last
        ) as part_rank
    from told
    where told.organisation is not null
),

final as (
    select
        episodes.family_key,
        ordered.part,
        ordered.organisation,
        ordered.team,
        episodes.started_on,
        episodes.closed_on
    from episodes
    inner join ordered on episodes.episode_key = ordered.episode_key
    where ordered.part_rank = 1
)

select * from final
