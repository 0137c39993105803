-- A finding keeps the keys it was made with; the keys of today are followed forward from them.
with findings as (
    select * from {{ known_rows(ref('stg_registers__claim_findings'), key=['finding_ref']) }}
    where found_on <= {{ as_of_date() }}
),

followed as (
    select
        findings.authority_code,
        findings.finding_ref,
        findings.submission_ref,
        findings.claim_ref,
        coalesce(parts.episode_key, findings.episode_key) as episode_key,
        findings.evidence_hash,
        findings.result,
        findings.issue,
        findings.found_on,
        findings.received_at,
        findings.source_row
    from findings
    left join {{ ref('int_episode_parts') }} as parts
        on
            findings.authority_code = parts.authority_code
            and findings.episode_key = parts.episode_record_key
),

final as (
    select
        followed.authority_code,
        followed.finding_ref,
        followed.submission_ref,
        followed.claim_ref,
        followed.episode_key,
        followed.evidence_hash,
        followed.result,
        followed.issue,
        followed.found_on,
        row_number() over (
            partition by followed.authority_code, followed.episode_key
            order by
                followed.received_at desc nulls last,
                followed.source_row desc nulls last,
                followed.found_on desc,
                followed.finding_ref desc
        ) as finding_rank
    from followed
)

select * from final
