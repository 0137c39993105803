with episodes as (
    select * from {{ ref('int_support_episodes') }}
),

eligibility as (
    select * from {{ ref('int_episode_eligibility') }}
),

blockers as (
    select
        b.episode_key,
        {{ list_of_codes('b.blocker_code') }} as blocking_reasons,
        bool_or(kinds.blocker_kind = 'never') as is_never_claimable,
        bool_or(kinds.blocker_kind <> 'time') as is_blocked_by_more_than_time,
        count(*) as blocker_count
    from {{ ref('int_claim_blockers') }} as b
    inner join {{ ref('claim_blockers') }} as kinds on b.blocker_code = kinds.blocker_code
    group by b.episode_key
),

achieved as (
    select
        a.episode_key,
        max(coalesce(a.achieved_on, a.assessable_on)) as last_outcome_on,
        bool_or(coalesce(a.achieved_on, a.assessable_on) is null) as is_any_day_unknown
    from {{ ref('int_need_achievements') }} as a
    group by a.episode_key
),

claims as (
    select
        c.episode_key,
        min(c.submitted_on) as claimed_on
    from {{ ref('int_claims_made') }} as c
    group by c.episode_key
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
        episodes.sustain_ends_on,
        eligibility.is_eligible,
        eligibility.eligible_on,
        claims.claimed_on,
        retired.retired_on,
        blockers.blocking_reasons,
        coalesce(blockers.blocker_count, 0) as blocker_count,
        coalesce(achieved.is_any_day_unknown, false) as is_any_day_unknown,
        coalesce(blockers.is_never_claimable, false) as is_never_claimable,
        coalesce(blockers.is_blocked_by_more_than_time, false) as is_blocked_by_more_than_time,
        greatest(
            episodes.sustain_ends_on,
            coalesce(eligibility.eligible_on, episodes.sustain_ends_on),
            coalesce(achieved.last_outcome_on, episodes.sustain_ends_on)
        ) as every_condition_on
    from episodes
    inner join eligibility on episodes.episode_key = eligibility.episode_key
    left join blockers on episodes.episode_key = blockers.episode_key
    left join achieved on episodes.episode_key = achieved.episode_key
    left join claims on episodes.episode_key = claims.episode_key
    left join {{ ref('int_retired_families') }} as retired
        on episodes.family_key = retired.family_key
),

final as (
    select
        facts.*,
        case
            when facts.claimed_on is not null then 'claimed'
            when facts.retired_on is not null then 'retired'
            when facts.is_never_claimable then 'never_claimable'
            when facts.is_eligible = 0 then 'not_eligible'
            when facts.closed_on is null then 'in_support'
            when facts.sustain_ends_on > {{ as_of_date() }} then 'sustaining'
            when facts.blocker_count = 0 then 'ready'
            else 'blocked'
        end as claim_status,
        -- R10: known once nothing but time is missing
        case
            when
                facts.closed_on is not null
                and not facts.is_blocked_by_more_than_time
                and not facts.is_any_day_unknown
                then facts.every_condition_on
        end as claimable_from,
        case
            when facts.is_never_claimable then null
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
