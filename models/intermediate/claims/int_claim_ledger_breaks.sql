-- R21: the ledger is a chain: every entry carries the hash of the one before and of itself. One
-- that is changed, missing or out of its place breaks it, and a certificate names the entry it was
-- given on, so that entries missing at the end are missed too.
with entries as (
    select * from {{ known_rows(ref('stg_registers__claim_ledger')) }}
),

-- In the order of the file, whatever number an entry says it has.
placed as (
    {{ placed_entries('entries', [
        'entry_no', 'recorded_authority_code', 'entry_type', 'submission_ref', 'claim_ref',
        'family_key', 'episode_key', 'framework_version', 'claim_route', 'claim_window',
        'event_on', 'amount_gbp', 'families', 'result', 'reference', 'set_hash', 'evidence_hash',
        'catalogue_hash', 'model_hash', 'git_commit', 'build_id', 'as_of_date', 'known_at',
        'recorded_at',
    ]) }}
),

certificates as (
    select * from {{ known_rows(
        ref('stg_registers__claim_certificates'), key=['certificate_ref']
    ) }}
),

final as (
    {{ chain_breaks('placed') }}
    union all
    select
        certificates.authority_code,
        certificates.source_file,
        certificates.source_row,
        'the entry that the certificate was given on is gone or another' as problem
    from certificates
    left join placed
        on
            certificates.authority_code = placed.authority_code
            and certificates.ledger_entry_no = placed.entry_no
            and certificates.ledger_hash = placed.entry_hash
    where placed.entry_no is null
)

select * from final
