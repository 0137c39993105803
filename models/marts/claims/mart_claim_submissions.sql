-- noqa: disable=LT02
with ledger as (
    select * from {{ ref('int_claim_ledger') }}
),

set_entries as (
    select
        ledger.*,
        row_number() over (
            partition by ledger.authority_code, ledger.submission_ref
            order by ledger.entry_no desc
        ) as place
    from ledger
    where ledger.claim_ref is null
),

sets as (
    select
        s.authority_code,
        s.submission_ref,
        max(s.claim_window) as claim_window,
        max(case when s.place = 1 then substr(s.entry_type, 5) end) as set_state,
        max(case when s.entry_type = 'set_drafted' then s.set_hash end) as set_hash,
        max(case when s.entry_type = 'set_drafted' then s.families end) as families,
        max(case when s.entry_type = 'set_drafted' then s.amount_gbp end) as claimed_gbp,
        max(case when s.entry_type = 'set_submitted' then s.reference end) as delta_reference,
        {% for state in [
            'drafted', 'sampled', 'certified', 'voided', 'withdrawn', 'packaged', 'submitted',
        ] -%}
        max(case when s.entry_type = 'set_{{ state }}' then s.event_on end) as {{ state }}_on
        {{- ',' if not loop.last }}
        {% endfor %}
    from set_entries as s
    group by
        s.authority_code,
        s.submission_ref
),

-- R19: of a claim that was looked at more than once the last finding counts
findings as (
    select
        ranked.authority_code,
        ranked.submission_ref,
        count(*) as found,
        sum(case when ranked.result = 'fail' then 1 else 0 end) as failed
    from (
        select
            ledger.*,
            row_number() over (
                partition by ledger.authority_code, ledger.claim_ref
                order by ledger.entry_no desc
            ) as place
        from ledger
        where ledger.entry_type = 'found'
    ) as ranked
    where ranked.place = 1
    group by
        ranked.authority_code,
        ranked.submission_ref
),

samples as (
    select
        ledger.authority_code,
        ledger.submission_ref,
        count(distinct ledger.claim_ref) as sampled
    from ledger
    where ledger.entry_type = 'sampled'
    group by
        ledger.authority_code,
        ledger.submission_ref
),

money as (
    select
        claims.authority_code,
        claims.submission_ref,
        sum(claims.paid_gbp) as paid_gbp,
        sum(claims.recouped_gbp) as recouped_gbp
    from {{ ref('int_claims_made') }} as claims
    where claims.submission_ref is not null
    group by
        claims.authority_code,
        claims.submission_ref
),

final as (
    select
        sets.authority_code,
        sets.submission_ref,
        sets.claim_window,
        sets.set_state,
        cast(sets.families as integer) as families,
        cast(sets.claimed_gbp as decimal(18, 2)) as claimed_gbp,
        cast(coalesce(money.paid_gbp, 0) as decimal(18, 2)) as paid_gbp,
        cast(coalesce(money.recouped_gbp, 0) as decimal(18, 2)) as recouped_gbp,
        cast(coalesce(samples.sampled, 0) as integer) as sampled,
        cast(coalesce(findings.found, 0) as integer) as found,
        cast(coalesce(findings.failed, 0) as integer) as failed,
        cast(
            100 * cast(findings.failed as decimal(9, 2)) / findings.found as decimal(9, 2)
        ) as error_rate_percent,
        sets.set_hash,
        certificates.certificate_ref,
        certificates.certified_as,
        certificates.certified_by,
        certificates.relied_on,
        sets.drafted_on,
        sets.sampled_on,
        sets.certified_on,
        sets.voided_on,
        sets.withdrawn_on,
        sets.packaged_on,
        sets.submitted_on,
        sets.delta_reference
    from sets
    left join samples
        on
            sets.authority_code = samples.authority_code
            and sets.submission_ref = samples.submission_ref
    left join findings
        on
            sets.authority_code = findings.authority_code
            and sets.submission_ref = findings.submission_ref
    left join money
        on
            sets.authority_code = money.authority_code
            and sets.submission_ref = money.submission_ref
    left join {{ ref('int_claim_certificates') }} as certificates
        on
            sets.authority_code = certificates.authority_code
            and sets.submission_ref = certificates.submission_ref
            and certificates.certificate_rank = 1
)

select * from final
