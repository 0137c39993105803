{%- set no_person = 'cast(null as ' ~ dbt.type_string() ~ ') as person_key' -%}
{%- set no_need = 'cast(null as ' ~ dbt.type_string() ~ ') as need_code' -%}
-- What stands between an episode and one of its routes: the outcomes that the route asks for.
with routes as (
    select * from {{ ref('int_episode_routes') }}
),

sustained as (
    select
        routes.episode_key,
        routes.route_code,
        sustain.closed_on,
        sustain.sustain_ends_on
    from routes
    left join {{ ref('int_episode_sustain') }} as sustain
        on routes.episode_key = sustain.episode_key
    where routes.asks = 'every_need'
),

-- The needs that a route asks for are those of its headlines.
asked as (
    select
        routes.episode_key,
        routes.route_code,
        headlines.headline_code
    from routes
    inner join {{ ref('claim_route_headlines') }} as headlines
        on
            routes.framework_version = headlines.framework_version
            and routes.route_code = headlines.route_code
    where routes.asks = 'every_need'
),

-- Any one outcome of any one person is enough.
reached as (
    {{ reached_route_outcomes() }}
),

final as (
    select
        sustained.episode_key,
        sustained.route_code,
        case when sustained.closed_on is null then 'episode_open' else 'sustain_not_complete' end
            as blocker_code,
        {{ no_person }},
        {{ no_need }}
    from sustained
    where
        sustained.closed_on is null
        or sustained.sustain_ends_on > {{ as_of_date() }}
    union all
    select
        asked.episode_key,
        asked.route_code,
        'need_manual_review' as blocker_code,
        needs.person_key,
        needs.need_code
    from asked
    inner join {{ ref('int_family_needs') }} as needs
        on
            asked.episode_key = needs.episode_key
            and asked.headline_code = needs.headline_code
            and needs.status = 'manual_review'
    union all
    select
        asked.episode_key,
        asked.route_code,
        achievements.blocker_code,
        achievements.person_key,
        achievements.need_code
    from asked
    inner join {{ ref('int_need_achievements') }} as achievements
        on
            asked.episode_key = achievements.episode_key
            and asked.headline_code = achievements.headline_code
            and achievements.blocker_code is not null
    union all
    select
        routes.episode_key,
        routes.route_code,
        'route_outcome_not_reached' as blocker_code,
        {{ no_person }},
        {{ no_need }}
    from routes
    left join reached
        on
            routes.episode_key = reached.episode_key
            and routes.route_code = reached.route_code
    where
        routes.asks = 'any_outcome'
        and reached.first_outcome_on is null
)

select * from final
