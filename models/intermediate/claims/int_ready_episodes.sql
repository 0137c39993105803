-- A claim submitted on the as-of date itself is there as it was before it, so that a build of that
-- day gives the same again.
with final as (
    select
        readiness.authority_code,
        readiness.family_key,
        readiness.episode_key,
        readiness.framework_version,
        readiness.claim_route,
        readiness.claim_status,
        readiness.claimable_from,
        readiness.claimed_on,
        readiness.retired_on,
        readiness.result_payment_gbp,
        episodes.reclaim_min_months
    from {{ ref('int_claim_readiness') }} as readiness
    inner join {{ ref('int_support_episodes') }} as episodes
        on readiness.episode_key = episodes.episode_key
    where
        readiness.is_ready = 1
        and coalesce(readiness.claimed_on, date '9999-12-31') >= {{ as_of_date() }}
)

select * from final
