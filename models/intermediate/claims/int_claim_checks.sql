-- A check asks whether a claim of an earlier day would still be ready by what is known later, so
-- that what is known decides which check is the latest, not the as-of date.
with checks as (
    select * from {{ known_rows(
        ref('stg_registers__claim_checks'), key=['claim_ref', 'checked_on']
    ) }}
),

final as (
    select
        ranked.authority_code,
        ranked.claim_ref,
        ranked.checked_on,
        ranked.as_of_date,
        ranked.known_at,
        case when ranked.is_ready then 1 else 0 end as is_ready,
        ranked.reasons,
        case when ranked.is_evidence_changed then 1 else 0 end as is_evidence_changed
    from (
        select
            checks.*,
            row_number() over (
                partition by checks.authority_code, checks.claim_ref
                order by checks.checked_on desc
            ) as check_rank
        from checks
    ) as ranked
    where ranked.check_rank = 1
)

select * from final
