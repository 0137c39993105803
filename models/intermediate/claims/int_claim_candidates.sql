-- noqa: disable=LT02
-- What would be drafted on the as-of date, in which order and for how much.
{%- set year_starts_on -%}
    cast({{ dbt.dateadd('month', 3, dbt.date_trunc(
        'year', dbt.dateadd('month', -3, as_of_date())
    )) }} as date)
{%- endset %}
with ready as (
    select * from {{ ref('int_ready_episodes') }}
),

findings as (
    select * from {{ ref('int_claim_findings') }}
    where finding_rank = 1
),

-- R16: families counted so far in the financial year of the as-of date
counted as (
    select
        claims.authority_code,
        count(distinct claims.family_key) as families
    from {{ ref('int_claims_made') }} as claims
    where
        claims.is_standing = 1
        and claims.submitted_on >= {{ year_starts_on }}
        and claims.submitted_on < {{ as_of_date() }}
    group by claims.authority_code
),

placed as (
    select
        ready.*,
        holds.held_reason,
        holds.latest_review_decision,
        holds.latest_review_on,
        findings.result as latest_audit_result,
        findings.evidence_hash as latest_audit_evidence_hash,
        findings.finding_ref as latest_audit_finding_ref,
        findings.found_on as latest_audit_on,
        settings.funding_model,
        settings.agreed_number,
        coalesce(counted.families, 0) as families_before,
        case when holds.held_reason is null then row_number() over (
            partition by
                ready.authority_code,
                case when holds.held_reason is null then 0 else 1 end
            order by ready.claimable_from nulls last, ready.episode_key
        ) end as claim_order
    from ready
    inner join {{ ref('int_claim_holds') }} as holds on ready.episode_key = holds.episode_key
    left join findings
        on
            ready.authority_code = findings.authority_code
            and ready.episode_key = findings.episode_key
    left join counted on ready.authority_code = counted.authority_code
    left join {{ programme_settings_on(
        as_of_date(), {'agreed_number': 'integer', 'funding_model': 'text'}
    ) }} as settings
        on ready.authority_code = settings.authority_code
),

-- R16, R25: over the number agreed, and with earned autonomy, a claim counts and pays nothing
decided as (
    select
        placed.*,
        case
            when placed.held_reason is not null then null
            when placed.funding_model = 'earned_autonomy' then 'earned_autonomy'
            when placed.families_before + placed.claim_order > placed.agreed_number
                then 'over_agreed_number'
        end as why_nothing_paid
    from placed
),

final as (
    select
        decided.authority_code,
        decided.family_key,
        decided.episode_key,
        decided.framework_version,
        decided.claim_route,
        decided.claim_status,
        decided.claimable_from,
        decided.held_reason,
        cast(decided.claim_order as integer) as claim_order,
        decided.funding_model,
        decided.agreed_number,
        cast(decided.families_before as integer) as families_before,
        cast(coalesce(decided.result_payment_gbp, 0) as decimal(9, 2)) as unit_gbp,
        cast(case
            when decided.held_reason is null and decided.why_nothing_paid is null
                then coalesce(decided.result_payment_gbp, 0)
            else 0
        end as decimal(9, 2)) as payable_gbp,
        decided.why_nothing_paid,
        decided.latest_audit_result,
        decided.latest_audit_evidence_hash,
        decided.latest_audit_finding_ref,
        decided.latest_audit_on,
        decided.latest_review_decision,
        decided.latest_review_on
    from decided
)

select * from final
