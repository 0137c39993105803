-- What was destroyed, file by file and rule by rule, with who signed the plan and whether it was
-- attested.
with steps as (
    select * from {{ known_rows(
        ref('stg_registers__destructions'),
        key=['destruction_ref', 'step', 'rule_id', 'subject', 'destroyed_from']
    ) }}
),

signed as (
    select
        steps.authority_code,
        steps.destruction_ref,
        max(case when steps.step = 'signed' then steps.acted_by end) as signed_by,
        max(case when steps.step = 'signed' then steps.acted_on end) as signed_on,
        max(case when steps.step = 'attested' then steps.acted_on end) as attested_on
    from steps
    group by
        steps.authority_code,
        steps.destruction_ref
),

final as (
    select
        steps.authority_code,
        steps.destruction_ref,
        steps.rule_id,
        steps.subject,
        steps.destroyed_from,
        steps.acted_on as destroyed_on,
        steps.subjects,
        steps.rows_destroyed,
        steps.is_whole_file,
        signed.signed_by,
        signed.signed_on,
        signed.attested_on
    from steps
    inner join signed
        on
            steps.authority_code = signed.authority_code
            and steps.destruction_ref = signed.destruction_ref
    where steps.step = 'destroyed'
)

select * from final
