-- R21: families whose claims of a year were all taken back, and since when we know.
with recoupments as (
    select
        l.authority_code,
        l.claim_ref,
        max(l.recorded_at) as known_from
    from {{ ref('int_claim_ledger') }} as l
    where l.entry_type = 'recouped'
    group by
        l.authority_code,
        l.claim_ref
),

taken_back as (
    select
        claims.authority_code,
        years.financial_year,
        claims.family_key,
        min(claims.submitted_on) as submitted_on,
        max(recoupments.known_from) as known_from
    from {{ ref('int_claims_made') }} as claims
    inner join {{ ref('int_progress_quarters') }} as years
        on
            claims.authority_code = years.authority_code
            and claims.submitted_on >= years.quarter_starts_on
            and claims.submitted_on <= years.quarter_ends_on
    left join recoupments
        on
            claims.authority_code = recoupments.authority_code
            and claims.claim_id = recoupments.claim_ref
    where claims.is_standing = 0
    group by
        claims.authority_code,
        years.financial_year,
        claims.family_key
),

final as (
    select taken_back.*
    from taken_back
    left join {{ ref('int_families_counted') }} as counted
        on
            taken_back.authority_code = counted.authority_code
            and taken_back.financial_year = counted.financial_year
            and taken_back.family_key = counted.family_key
            and counted.measure = 'families_claimed'
    where counted.family_key is null
)

select * from final
