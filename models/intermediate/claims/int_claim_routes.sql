-- Each route of each episode: what blocks it, what it pays, and the one the episode is claimed by:
-- the ready one that pays most, else the one that asks for every need.
with blockers as (
    select
        b.episode_key,
        b.route_code,
        {{ list_of_codes('b.blocker_code') }} as blocking_reasons,
        bool_or(kinds.blocker_kind = 'never') as is_never_claimable,
        bool_or(kinds.blocker_kind <> 'time') as is_blocked_by_more_than_time,
        count(*) as blocker_count
    from {{ ref('int_claim_blockers') }} as b
    inner join {{ ref('claim_blockers') }} as kinds on b.blocker_code = kinds.blocker_code
    group by
        b.episode_key,
        b.route_code
),

-- Fees by the day support began, in pounds.
payments as (
    select
        routes.episode_key,
        routes.route_code,
        sum(case when p.payment_part = 'attachment' then p.amount_gbp end) as attachment_fee_gbp,
        sum(case when p.payment_part = 'result' then p.amount_gbp end) as result_payment_gbp
    from {{ ref('int_episode_routes') }} as routes
    inner join {{ ref('int_payments') }} as p
        on
            routes.authority_code = p.authority_code
            and routes.framework_version = p.framework_version
            and routes.route_code = p.route_code
            and routes.started_on >= p.valid_from
            and routes.started_on < p.valid_to
    group by
        routes.episode_key,
        routes.route_code
),

facts as (
    select
        routes.episode_key,
        routes.framework_version,
        routes.route_code,
        routes.asks,
        routes.adds_to_route,
        blockers.blocking_reasons,
        coalesce(blockers.blocker_count, 0) as blocker_count,
        coalesce(blockers.is_never_claimable, false) as is_never_claimable,
        coalesce(blockers.is_blocked_by_more_than_time, false) as is_blocked_by_more_than_time,
        case when routes.asks is not null and blockers.episode_key is null then 1 else 0 end
            as is_ready,
        payments.attachment_fee_gbp,
        payments.result_payment_gbp,
        days.conditions_on,
        days.is_any_day_unknown
    from {{ ref('int_episode_routes') }} as routes
    inner join {{ ref('int_route_days') }} as days
        on
            routes.episode_key = days.episode_key
            and routes.route_code = days.route_code
    left join blockers
        on
            routes.episode_key = blockers.episode_key
            and routes.route_code = blockers.route_code
    left join payments
        on
            routes.episode_key = payments.episode_key
            and routes.route_code = payments.route_code
),

-- What a route pays on top of the one it adds to, once both are ready.
top_ups as (
    select
        facts.episode_key,
        facts.adds_to_route,
        sum(facts.result_payment_gbp) as top_up_gbp
    from facts
    where
        facts.adds_to_route is not null
        and facts.is_ready = 1
    group by
        facts.episode_key,
        facts.adds_to_route
),

paid as (
    select
        facts.*,
        facts.result_payment_gbp + coalesce(top_ups.top_up_gbp, 0) as paid_gbp
    from facts
    left join top_ups
        on
            facts.episode_key = top_ups.episode_key
            and facts.route_code = top_ups.adds_to_route
),

final as (
    select
        paid.*,
        case
            when paid.adds_to_route is not null then 0
            when
                row_number() over (
                    partition by paid.episode_key
                    order by
                        case when paid.adds_to_route is null then 0 else 1 end,
                        paid.is_ready desc,
                        case when paid.is_ready = 1 then paid.paid_gbp end
                        desc nulls last,
                        case when paid.asks = 'every_need' then 0 else 1 end,
                        paid.route_code
                ) = 1
                then 1
            else 0
        end as is_claim_route
    from paid
)

select * from final
