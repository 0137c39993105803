with headlines as (
    select
        n.episode_key,
        {{ list_of_codes('n.headline_code') }} as headlines
    from {{ ref('int_family_needs') }} as n
    where n.status = 'met'
    group by n.episode_key
),

final as (
    select
        candidates.authority_code,
        candidates.family_key,
        candidates.episode_key,
        families.case_system_family_id,
        candidates.framework_version,
        candidates.claim_route,
        candidates.claim_status,
        episodes.started_on,
        episodes.assessed_on,
        episodes.closed_on,
        episodes.close_reason,
        readiness.eligible_on,
        readiness.sustain_ends_on,
        candidates.claimable_from,
        candidates.held_reason,
        candidates.claim_order,
        candidates.funding_model,
        candidates.agreed_number,
        candidates.families_before,
        candidates.unit_gbp,
        candidates.payable_gbp,
        candidates.why_nothing_paid,
        headlines.headlines,
        warnings.warnings,
        candidates.latest_audit_result,
        candidates.latest_audit_evidence_hash,
        candidates.latest_audit_finding_ref,
        candidates.latest_audit_on,
        candidates.latest_review_decision,
        candidates.latest_review_on
    from {{ ref('int_claim_candidates') }} as candidates
    inner join {{ ref('int_claim_readiness') }} as readiness
        on candidates.episode_key = readiness.episode_key
    inner join {{ ref('fct_support_episode') }} as episodes
        on candidates.episode_key = episodes.episode_key
    left join {{ ref('dim_family') }} as families
        on candidates.family_key = families.family_key
    left join headlines on candidates.episode_key = headlines.episode_key
    left join {{ ref('int_claim_warnings') }} as warnings
        on candidates.episode_key = warnings.episode_key
)

select * from final
