-- What had been entered by the known-at date and had happened by the as-of date. An entry keeps the
-- keys it was made with; the keys of today are followed forward from them.
with entries as (
    select * from {{ known_rows(ref('stg_registers__claim_ledger'), key=['entry_no']) }}
    where event_on <= {{ as_of_date() }}
),

-- A set that was withdrawn or voided is as if it had not been drafted, as far as it had come.
undone as (
    select
        entries.authority_code,
        entries.submission_ref,
        max(entries.entry_no) as last_undone_no
    from entries
    where entries.entry_type in ('set_withdrawn', 'set_voided')
    group by
        entries.authority_code,
        entries.submission_ref
),

final as (
    select
        entries.authority_code,
        entries.entry_no,
        entries.entry_type,
        entries.submission_ref,
        entries.claim_ref,
        coalesce(families.family_key, entries.family_key) as family_key,
        coalesce(parts.episode_key, entries.episode_key) as episode_key,
        entries.family_key as claimed_family_key,
        entries.episode_key as claimed_episode_key,
        entries.framework_version,
        entries.claim_route,
        entries.claim_window,
        entries.event_on,
        entries.amount_gbp,
        entries.families,
        entries.result,
        entries.reference,
        entries.set_hash,
        entries.evidence_hash,
        entries.catalogue_hash,
        entries.model_hash,
        entries.git_commit,
        entries.build_id,
        entries.as_of_date,
        entries.known_at,
        entries.recorded_at,
        entries.previous_hash,
        entries.entry_hash,
        case when entries.entry_no <= undone.last_undone_no then 1 else 0 end as is_undone
    from entries
    left join undone
        on
            entries.authority_code = undone.authority_code
            and entries.submission_ref = undone.submission_ref
    left join {{ ref('int_family_keys') }} as families
        on
            entries.authority_code = families.authority_code
            and entries.family_key = families.family_record_key
    left join {{ ref('int_episode_parts') }} as parts
        on
            entries.authority_code = parts.authority_code
            and entries.episode_key = parts.episode_record_key
)

select * from final
