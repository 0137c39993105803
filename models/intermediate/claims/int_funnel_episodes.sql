-- How far each support episode has come between identified and paid. Who reached a later stage has
-- reached those before it, whatever days are missing: a claim from before the ledger was identified
-- and supported once, and one for work need not wait for support to close.
with milestones as (
    select
        m.episode_key,
        {% for stage in ['identified', 'supported', 'closed', 'ready', 'submitted', 'paid'] -%}
        max(case when m.stage = '{{ stage }}' and m.is_current = 1 then 1 else 0 end)
            as is_{{ stage }},
        {% endfor -%}
        -- that stage is over once the time to last is
        max(case when m.stage = 'sustaining' and m.is_current = 0 then 1 else 0 end) as is_sustained
    from {{ ref('int_claim_milestones') }} as m
    group by m.episode_key
),

reached as (
    select
        readiness.authority_code,
        readiness.family_key,
        readiness.episode_key,
        readiness.framework_version,
        case
            when readiness.is_eligible = 1 then readiness.eligible_on
            else readiness.started_on
        end as cohort_day,
        case
            when milestones.is_paid = 1 then 'paid'
            when milestones.is_submitted = 1 then 'claimed'
            when milestones.is_ready = 1 then 'ready'
            when milestones.is_sustained = 1 then 'sustained'
            when milestones.is_supported = 1 and milestones.is_closed = 1 then 'closed'
            when milestones.is_supported = 1 then 'supported'
            when milestones.is_identified = 1 then 'identified'
        end as stage_code
    from {{ ref('int_claim_readiness') }} as readiness
    inner join milestones on readiness.episode_key = milestones.episode_key
),

final as (
    select
        reached.authority_code,
        reached.family_key,
        reached.episode_key,
        coalesce(reached.framework_version, 'not_known') as framework_version,
        cast({{ dbt.date_trunc('month', 'reached.cohort_day') }} as date) as cohort_month,
        reached.stage_code,
        stages.stage_order
    from reached
    inner join {{ ref('funnel_stages') }} as stages on reached.stage_code = stages.stage_code
)

select * from final
