-- noqa: disable=LT02
-- R21: the ledger is a chain: every entry carries the hash of the one before and of itself. One
-- that is changed, missing or out of its place breaks it, and a certificate names the entry it was
-- given on, so that entries missing at the end are missed too.
{%- set hashed = [
    'previous_hash', 'entry_no', 'recorded_authority_code', 'entry_type', 'submission_ref',
    'claim_ref', 'family_key', 'episode_key', 'framework_version', 'claim_route', 'claim_window',
    'event_on', 'amount_gbp', 'families', 'result', 'reference', 'set_hash', 'evidence_hash',
    'catalogue_hash', 'model_hash', 'git_commit', 'build_id', 'as_of_date', 'known_at',
    'recorded_at',
] -%}
{%- set parts = [] -%}
{%- for column in hashed -%}
    {%- do parts.append("coalesce(cast(entries." ~ column ~ " as varchar), '')") -%}
{%- endfor %}
with entries as (
    select * from {{ known_rows(ref('stg_registers__claim_ledger')) }}
),

-- In the order of the file, whatever number an entry says it has.
placed as (
    select
        entries.authority_code,
        entries.recorded_authority_code,
        entries.source_file,
        entries.source_row,
        entries.entry_no,
        entries.previous_hash,
        entries.entry_hash,
        {{ sha256_hex(parts | join(" || '|' || ")) }} as hash_now,
        row_number() over (
            partition by entries.authority_code
            order by entries.source_file, entries.source_row
        ) as place,
        coalesce(
            lag(entries.entry_hash) over (
                partition by entries.authority_code
                order by entries.source_file, entries.source_row
            ),
            repeat('0', 64)
        ) as hash_before
    from entries
),

certificates as (
    select * from {{ known_rows(
        ref('stg_registers__claim_certificates'), key=['certificate_ref']
    ) }}
),

final as (
    select
        placed.authority_code,
        placed.source_file,
        placed.source_row,
        case
            when placed.entry_no <> placed.place then 'an entry is missing or out of its place'
            when placed.previous_hash <> placed.hash_before then 'not the entry that came before'
            when placed.recorded_authority_code <> placed.authority_code then 'of another authority'
            else 'changed since it was written'
        end as problem
    from placed
    where
        placed.entry_no <> placed.place
        or placed.previous_hash <> placed.hash_before
        or placed.recorded_authority_code <> placed.authority_code
        or placed.entry_hash <> placed.hash_now
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
