-- What became of each extract, by the steps that the register holds.
with steps as (
    select * from {{ known_rows(ref('stg_registers__study_extracts'), key=['entry_id']) }}
),

final as (
    select
        steps.authority_code,
        steps.extract_id,
        max(steps.supersedes) as supersedes,
        max(case when steps.step = 'made' then steps.reason end) as correction_reason,
        max(case when steps.step = 'made' then steps.happened_on end) as made_on,
        max(case when steps.step = 'made' then steps.done_by end) as made_by,
        max(case when steps.step = 'made' then steps.recipient end) as recipient,
        max(case when steps.step = 'made' then steps.legal_basis end) as legal_basis,
        max(steps.layout_version) as layout_version,
        max(steps.reference_scope) as reference_scope,
        max(case when steps.step = 'made' then steps.as_of_date end) as as_of_date,
        max(case when steps.step = 'made' then steps.build_id end) as build_id,
        max(case when steps.step = 'made' then steps.families end) as families,
        max(case when steps.step = 'made' then steps.people end) as people,
        max(case when steps.step = 'made' then steps.file_sha256 end) as file_sha256,
        max(case when steps.step = 'sent' then steps.happened_on end) as sent_on,
        max(case when steps.step = 'sent' then steps.done_by end) as sent_by,
        max(case when steps.step = 'sent' then steps.reference end) as sent_reference,
        -- from the day sent; until then from the day made
        coalesce(
            max(case when steps.step = 'sent' then steps.destroy_by end),
            max(case when steps.step = 'made' then steps.destroy_by end)
        ) as destroy_by,
        sum(case when steps.step = 'withdrawals' then 1 else 0 end) as withdrawal_notices,
        coalesce(max(case when steps.step = 'withdrawals' then steps.people end), 0)
            as references_withdrawn,
        max(case when steps.step = 'destroyed' then steps.happened_on end) as destroyed_on,
        max(case when steps.step = 'confirmed' then steps.happened_on end) as confirmed_on,
        max(case when steps.step = 'confirmed' then steps.done_by end) as confirmed_by
    from steps
    group by
        steps.authority_code,
        steps.extract_id
)

select * from final
