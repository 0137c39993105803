with certificates as (
    select * from {{ known_rows(
        ref('stg_registers__claim_certificates'), key=['certificate_ref']
    ) }}
    where certified_on <= {{ as_of_date() }}
),

final as (
    select
        certificates.authority_code,
        certificates.certificate_ref,
        certificates.submission_ref,
        certificates.set_hash,
        certificates.families,
        certificates.amount_gbp,
        certificates.relied_on,
        certificates.certified_by,
        certificates.role as certified_as,
        certificates.certified_on,
        certificates.ledger_entry_no,
        certificates.ledger_hash,
        row_number() over (
            partition by certificates.authority_code, certificates.submission_ref
            order by certificates.ledger_entry_no desc, certificates.certificate_ref desc
        ) as certificate_rank
    from certificates
)

select * from final
