-- A route has what it asks for and what it pays, of its own version and for every day.
with parts as (
    select
        h.framework_version,
        h.route_code,
        'every_need' as asks,
        headlines.framework_version as version_of_part
    from {{ ref('claim_route_headlines') }} as h
    inner join {{ ref('headlines') }} as headlines on h.headline_code = headlines.headline_code
    union all
    select
        o.framework_version,
        o.route_code,
        'any_outcome' as asks,
        outcomes.framework_version as version_of_part
    from {{ ref('claim_route_outcomes') }} as o
    inner join {{ ref('outcomes') }} as outcomes on o.outcome_code = outcomes.outcome_code
),

payments as (
    select
        p.*,
        lag(p.valid_to) over (
            partition by p.framework_version, p.route_code, p.payment_part
            order by p.valid_from
        ) as earlier_until,
        lead(p.valid_from) over (
            partition by p.framework_version, p.route_code, p.payment_part
            order by p.valid_from
        ) as later_from
    from {{ ref('payments') }} as p
)

select
    routes.framework_version,
    routes.route_code,
    'asks for nothing or pays nothing for a result or adds to no route' as problem
from {{ ref('claim_routes') }} as routes
left join parts
    on
        routes.framework_version = parts.framework_version
        and routes.route_code = parts.route_code
        and routes.asks = parts.asks
left join payments
    on
        routes.framework_version = payments.framework_version
        and routes.route_code = payments.route_code
        and payments.payment_part = 'result'
left join {{ ref('claim_routes') }} as other
    on
        routes.framework_version = other.framework_version
        and routes.adds_to_route = other.route_code
        and routes.route_code <> other.route_code
where
    parts.route_code is null
    or payments.route_code is null
    or (routes.adds_to_route is not null and other.route_code is null)
union all
select
    parts.framework_version,
    parts.route_code,
    'is no route that asks for this or mixes versions' as problem
from parts
left join {{ ref('claim_routes') }} as routes
    on
        parts.framework_version = routes.framework_version
        and parts.route_code = routes.route_code
        and parts.asks = routes.asks
where
    routes.route_code is null
    or parts.framework_version <> parts.version_of_part
union all
select
    payments.framework_version,
    payments.route_code,
    'is no route or pays nothing or twice on some days' as problem
from payments
left join {{ ref('claim_routes') }} as routes
    on
        payments.framework_version = routes.framework_version
        and payments.route_code = routes.route_code
where
    routes.route_code is null
    or payments.valid_from <> coalesce(payments.earlier_until, date '1900-01-01')
    or payments.valid_to <> coalesce(payments.later_from, date '9999-12-31')
