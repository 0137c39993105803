-- R21: what became of every claim: whether it is paid, asked about or taken back, and whether it
-- would still be ready on its day by what is known later. A claim is never rewritten.
with final as (
    select
        claims.claim_ref,
        claims.authority_code,
        claims.submission_ref,
        claims.is_in_ledger,
        claims.family_key,
        claims.episode_key,
        claims.claimed_family_key,
        claims.claimed_episode_key,
        claims.framework_version,
        claims.claim_route,
        claims.claim_window,
        claims.submitted_on,
        days.financial_year,
        cast(claims.amount_gbp as decimal(9, 2)) as claimed_gbp,
        cast(claims.paid_gbp as decimal(9, 2)) as paid_gbp,
        cast(claims.recouped_gbp as decimal(9, 2)) as recouped_gbp,
        cast(claims.paid_gbp + claims.recouped_gbp as decimal(9, 2)) as net_gbp,
        case
            when claims.is_recouped_in_full = 1 then 'recouped'
            when claims.is_query_open = 1 then 'queried'
            when claims.is_paid = 1 then 'paid'
            else 'submitted'
        end as claim_state,
        claims.is_standing,
        case when checks.is_ready = 0 then 1 else 0 end as is_at_risk,
        case when checks.is_ready = 0 then checks.reasons end as at_risk_reasons,
        coalesce(checks.is_evidence_changed, 0) as is_evidence_changed,
        checks.checked_on
    from {{ ref('int_claims_made') }} as claims
    left join {{ ref('dim_date') }} as days on claims.submitted_on = days.date_day
    left join {{ ref('int_claim_checks') }} as checks
        on
            claims.authority_code = checks.authority_code
            and claims.claim_ref = checks.claim_ref
)

select * from final
