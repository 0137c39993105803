-- Why a ready episode does not go into a draft.
with ready as (
    select * from {{ ref('int_ready_episodes') }}
),

reviews as (
    select * from {{ ref('int_claim_reviews') }}
    where
        earlier_claim_ref is null
        and review_rank = 1
),

pairs as (
    select
        o.episode_key,
        bool_or(o.decision = 'do_not_claim') as is_decided_against,
        bool_or(o.overlap_kind = 'claimed' and o.decision is null) as is_shared_with_claimed,
        bool_or(o.overlap_kind = 'ready' and o.decision is null) as is_shared_with_ready
    from {{ ref('int_claim_overlaps') }} as o
    group by o.episode_key
),

-- R19: what an auditor failed waits until a person says, later, that it may be claimed
findings as (
    select * from {{ ref('int_claim_findings') }}
    where finding_rank = 1
),

facts as (
    select
        ready.episode_key,
        ready.family_key,
        ready.claimable_from,
        reviews.decision as latest_review_decision,
        reviews.decided_on as latest_review_on,
        case
            -- R23: a family leaves the programme once it is claimed
            when ready.retired_on < coalesce(ready.claimed_on, date '9999-12-31') then 'retired'
            when
                reviews.decision = 'do_not_claim'
                or (settings.overlap_review = 1 and pairs.is_decided_against)
                then 'decided_not_to_claim'
            when
                findings.result = 'fail'
                and (
                    coalesce(reviews.decision, 'do_not_claim') <> 'claim'
                    or reviews.decided_on < findings.found_on
                )
                then 'audit_failed'
            when settings.overlap_review = 1 and pairs.is_shared_with_claimed
                then 'shares_people_with_claimed'
            when settings.overlap_review = 1 and pairs.is_shared_with_ready
                then 'shares_people_with_ready'
        end as own_reason
    from ready
    left join reviews
        on
            ready.authority_code = reviews.authority_code
            and ready.episode_key = reviews.episode_key
    left join findings
        on
            ready.authority_code = findings.authority_code
            and ready.episode_key = findings.episode_key
    left join pairs on ready.episode_key = pairs.episode_key
    left join {{ programme_settings_on(
        as_of_date(), {'overlap_review': 'integer'}
    ) }} as settings
        on ready.authority_code = settings.authority_code
),

-- R24: a family is claimed once, for the episode that could be claimed first
final as (
    select
        facts.episode_key,
        facts.latest_review_decision,
        facts.latest_review_on,
        case
            when facts.own_reason is not null then facts.own_reason
            when
                row_number() over (
                    partition by facts.family_key
                    order by
                        case when facts.own_reason is null then 0 else 1 end,
                        facts.claimable_from nulls last,
                        facts.episode_key
                ) > 1
                then 'second_episode_of_family'
        end as held_reason
    from facts
)

select * from final
