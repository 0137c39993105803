with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

eligibility as (
    select * from {{ ref('int_episode_eligibility') }}
),

routes as (
    select * from {{ ref('int_claim_routes') }}
    where is_claim_route = 1
),

claims as (
    select
        c.authority_code,
        c.episode_key,
        min(c.submitted_on) as claimed_on
    from {{ ref('int_claims_made') }} as c
    group by
        c.authority_code,
        c.episode_key
),

facts as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        episodes.framework_version,
        episodes.started_on,
        episodes.assessed_on,
        episodes.closed_on,
        episodes.close_reason,
        episodes.sustain_months,
        sustain.sustain_ends_on,
        eligibility.is_eligible,
        eligibility.eligible_on,
        claims.claimed_on,
        retired.retired_on,
        routes.route_code as claim_route,
        routes.asks,
        routes.is_ready,
        routes.blocking_reasons,
        routes.blocker_count,
        routes.is_any_day_unknown,
        routes.is_never_claimable,
        routes.is_blocked_by_more_than_time,
        routes.attachment_fee_gbp,
        routes.paid_gbp as result_payment_gbp,
        greatest(
            routes.conditions_on, coalesce(eligibility.eligible_on, routes.conditions_on)
        ) as every_condition_on
    from episodes
    inner join eligibility on episodes.episode_key = eligibility.episode_key
    inner join routes on episodes.episode_key = routes.episode_key
    left join {{ ref('int_episode_sustain') }} as sustain
        on episodes.episode_key = sustain.episode_key
    left join claims
        on
            episodes.authority_code = claims.authority_code
            and episodes.episode_key = claims.episode_key
    left join {{ ref('int_retired_families') }} as retired
        on
            episodes.authority_code = retired.authority_code
            and episodes.family_key = retired.family_key
),

final as (
    select
        facts.*,
        case
            when facts.claimed_on is not null then 'claimed'
            when facts.retired_on is not null then 'retired'
            when facts.is_never_claimable then 'never_claimable'
            when facts.is_eligible = 0 then 'not_eligible'
            when facts.is_ready = 1 then 'ready'
            when facts.closed_on is null then 'in_support'
            when facts.sustain_ends_on > {{ as_of_date() }} then 'sustaining'
            else 'blocked'
        end as claim_status,
        -- R10: known once nothing but time is missing
        case
            when not facts.is_blocked_by_more_than_time and not facts.is_any_day_unknown
                then facts.every_condition_on
        end as claimable_from,
        case
            when facts.is_never_claimable then null
            when facts.is_ready = 1 then facts.every_condition_on
            when facts.closed_on is null then cast({{ dbt.dateadd(
                'month', 'facts.sustain_months', as_of_date()
            ) }} as date)
            when facts.is_blocked_by_more_than_time or facts.is_any_day_unknown
                then greatest(facts.sustain_ends_on, {{ as_of_date() }})
            else facts.every_condition_on
        end as not_before
    from facts
)

select * from final
