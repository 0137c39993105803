-- The teams that lead support, with what the authority says of them in local/teams.csv. A team that
-- is not there has its own name and no hub; support without a team is a row of its own.
with local_teams as (
    select * from {{ known_rows(ref('stg_local__teams'), key=['team']) }}
),

told as (
    select
        t.authority_code,
        t.team,
        t.organisation,
        t.hub_code,
        t.hub_name
    from local_teams as t
    union all
    select
        l.authority_code,
        l.team,
        cast(null as {{ dbt.type_string() }}) as organisation,
        cast(null as {{ dbt.type_string() }}) as hub_code,
        cast(null as {{ dbt.type_string() }}) as hub_name
    from {{ ref('int_episode_leads') }} as l
    where l.team is not null
    union all
    select
        a.authority_code,
        cast(null as {{ dbt.type_string() }}) as team,
        cast(null as {{ dbt.type_string() }}) as organisation,
        cast(null as {{ dbt.type_string() }}) as hub_code,
        cast(null as {{ dbt.type_string() }}) as hub_name
    from {{ ref('int_authorities') }} as a
),

teams as (
    select
        told.authority_code,
        {{ team_key('told.authority_code', 'told.team') }} as team_key,
        max(told.team) as team,
        max(told.organisation) as organisation,
        max(told.hub_code) as hub_code,
        max(told.hub_name) as hub_name
    from told
    group by
        told.authority_code,
        {{ team_key('told.authority_code', 'told.team') }}
),

final as (
    select
        teams.authority_code,
        teams.team_key,
        coalesce(teams.team, 'Not recorded') as team_name,
        coalesce(teams.organisation, 'Not recorded') as organisation,
        coalesce(teams.hub_code, 'not_known') as hub_code,
        coalesce(teams.hub_name, teams.hub_code, 'Not recorded') as hub_name
    from teams
)

select * from final
