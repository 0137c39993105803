-- From which day each route's own conditions hold, as far as it is known.
with every_need as (
    select
        routes.episode_key,
        routes.route_code,
        max(coalesce(a.achieved_on, a.assessable_on)) as last_outcome_on,
        bool_or(
            a.episode_key is not null and coalesce(a.achieved_on, a.assessable_on) is null
        ) as is_any_day_unknown
    from {{ ref('int_episode_routes') }} as routes
    inner join {{ ref('claim_route_headlines') }} as headlines
        on
            routes.framework_version = headlines.framework_version
            and routes.route_code = headlines.route_code
    left join {{ ref('int_need_achievements') }} as a
        on
            routes.episode_key = a.episode_key
            and headlines.headline_code = a.headline_code
    where routes.asks = 'every_need'
    group by
        routes.episode_key,
        routes.route_code
),

any_outcome as (
    {{ reached_route_outcomes() }}
),

final as (
    select
        routes.episode_key,
        routes.route_code,
        sustain.sustain_ends_on,
        case
            when routes.asks = 'every_need'
                then greatest(
                    sustain.sustain_ends_on,
                    coalesce(every_need.last_outcome_on, sustain.sustain_ends_on)
                )
            else any_outcome.first_outcome_on
        end as conditions_on,
        case
            when routes.asks = 'every_need'
                then sustain.closed_on is null or coalesce(every_need.is_any_day_unknown, false)
            else any_outcome.first_outcome_on is null
        end as is_any_day_unknown
    from {{ ref('int_episode_routes') }} as routes
    left join {{ ref('int_episode_sustain') }} as sustain
        on routes.episode_key = sustain.episode_key
    left join every_need
        on
            routes.episode_key = every_need.episode_key
            and routes.route_code = every_need.route_code
    left join any_outcome
        on
            routes.episode_key = any_outcome.episode_key
            and routes.route_code = any_outcome.route_code
)

select * from final
