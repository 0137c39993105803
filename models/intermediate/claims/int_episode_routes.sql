-- The routes by which each episode can be claimed: those of its version on the anchor day. An
-- episode of no version has the route `none`, which nothing is claimed by.
with final as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.framework_version,
        episodes.started_on,
        coalesce(routes.route_code, 'none') as route_code,
        routes.asks,
        routes.adds_to_route
    from {{ ref('int_support_episodes') }} as episodes
    left join {{ ref('claim_routes') }} as routes
        on
            episodes.framework_version = routes.framework_version
            and coalesce(episodes.assessed_on, episodes.started_on) >= routes.valid_from
            and coalesce(episodes.assessed_on, episodes.started_on) < routes.valid_to
)

select * from final
