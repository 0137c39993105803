-- The life of a claim as a list: of a stage reached more than once the time that still holds, and
-- of those the first.
with ranked as (
    select
        days.*,
        row_number() over (
            partition by days.episode_key, days.stage
            order by
                days.is_current desc, days.reached_on asc nulls last, days.reason asc nulls last,
                days.claim_ref asc nulls last
        ) as stage_rank
    from {{ ref('int_claim_stage_days') }} as days
    where days.reached_on is not null
),

final as (
    select
        readiness.authority_code,
        readiness.family_key,
        ranked.episode_key,
        ranked.stage,
        stages.stage_order,
        ranked.reached_on,
        ranked.is_current,
        ranked.reason,
        ranked.claim_ref
    from ranked
    inner join {{ ref('int_claim_readiness') }} as readiness
        on ranked.episode_key = readiness.episode_key
    inner join {{ ref('claim_stages') }} as stages on ranked.stage = stages.stage
    where ranked.stage_rank = 1
)

select * from final
