{%- macro reached_route_outcomes() -%}
    select
        routes.episode_key,
        routes.route_code,
        min(outcomes.achieved_on) as first_outcome_on
    from {{ ref('int_episode_routes') }} as routes
    inner join {{ ref('claim_route_outcomes') }} as wanted
        on
            routes.framework_version = wanted.framework_version
            and routes.route_code = wanted.route_code
    inner join {{ ref('int_family_outcomes') }} as outcomes
        on
            routes.episode_key = outcomes.episode_key
            and wanted.outcome_code = outcomes.outcome_code
            and outcomes.status = 'met'
    where routes.asks = 'any_outcome'
    group by
        routes.episode_key,
        routes.route_code
{%- endmacro -%}
