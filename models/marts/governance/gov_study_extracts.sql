-- Each extract for the national study and what is due of it: sent under which law, corrected by
-- which other, withdrawals told, destroyed here and there.
with extracts as (
    select
        e.*,
        {{ known_at() }} as known_at
    from {{ ref('int_study_extracts') }} as e
),

corrected as (
    select
        extracts.authority_code,
        extracts.supersedes as extract_id,
        max(extracts.extract_id) as superseded_by
    from extracts
    where extracts.supersedes is not null
    group by
        extracts.authority_code,
        extracts.supersedes
),

final as (
    select
        extracts.authority_code,
        extracts.extract_id,
        case
            when extracts.confirmed_on is not null then 'confirmed_destroyed'
            when extracts.destroyed_on is not null and extracts.sent_on is not null
                then 'destroyed_awaiting_confirmation'
            when extracts.destroyed_on is not null then 'destroyed'
            when extracts.destroy_by <= extracts.known_at then 'destruction_due'
            when corrected.superseded_by is not null then 'superseded'
            when extracts.sent_on is not null then 'sent'
            else 'made'
        end as extract_state,
        extracts.made_on,
        extracts.made_by,
        extracts.recipient,
        extracts.legal_basis,
        extracts.layout_version,
        extracts.reference_scope,
        extracts.as_of_date,
        cast(extracts.families as bigint) as families,
        cast(extracts.people as bigint) as people,
        extracts.file_sha256,
        extracts.supersedes,
        corrected.superseded_by,
        extracts.correction_reason,
        extracts.sent_on,
        extracts.sent_by,
        extracts.sent_reference,
        cast(extracts.withdrawal_notices as bigint) as withdrawal_notices,
        cast(extracts.references_withdrawn as bigint) as references_withdrawn,
        extracts.destroy_by,
        cast(
            {{ dbt.datediff('extracts.known_at', 'extracts.destroy_by', 'day') }} as bigint  -- noqa: LT05
        ) as days_until_destruction,
        extracts.destroyed_on,
        extracts.confirmed_on,
        extracts.confirmed_by
    from extracts
    left join corrected
        on
            extracts.authority_code = corrected.authority_code
            and extracts.extract_id = corrected.extract_id
)

select * from final
