-- noqa: disable=LT02
{% set stages = [
    'identified', 'engaged', 'supported', 'closed', 'sustaining', 'ready', 'retired', 'drafted',
    'sampled', 'certified', 'submitted', 'paid', 'queried', 'recouped',
] %}
with milestones as (
    select * from {{ ref('int_claim_milestones') }}
),

-- Where an episode stands: the last of the stages that it has reached and that still hold.
now_at as (
    select ranked.*
    from (
        select
            milestones.*,
            row_number() over (
                partition by milestones.episode_key
                order by milestones.stage_order desc
            ) as place
        from milestones
        where milestones.is_current = 1
    ) as ranked
    where ranked.place = 1
),

days as (
    select
        milestones.episode_key,
        {% for stage in stages -%}
        max(case when milestones.stage = '{{ stage }}' then milestones.reached_on end)
            as {{ stage }}_on,
        {% endfor -%}
        max(case when milestones.stage = 'retired' then milestones.reason end) as retired_reason,
        max(case when milestones.stage = 'submitted' then milestones.claim_ref end) as claim_ref
    from milestones
    group by milestones.episode_key
),

final as (
    select
        readiness.authority_code,
        readiness.family_key,
        readiness.episode_key,
        readiness.framework_version,
        readiness.claim_route,
        readiness.claim_status,
        readiness.started_on,
        coalesce(now_at.stage, 'not_identified') as stage_now,
        coalesce(now_at.reached_on, readiness.started_on) as stage_since,
        {% for stage in stages -%}
        days.{{ stage }}_on,
        {% endfor -%}
        days.retired_reason,
        days.claim_ref
    from {{ ref('int_claim_readiness') }} as readiness
    left join now_at on readiness.episode_key = now_at.episode_key
    left join days on readiness.episode_key = days.episode_key
)

select * from final
