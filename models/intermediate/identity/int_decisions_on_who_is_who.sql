-- What named persons of each authority decided about its records, as far as we had been told.
with decisions as (
    select * from {{ known_rows(
        ref('stg_registers__identity_decisions'), key=['decision_id']
    ) }}
),

final as (
    select
        decisions.authority_code,
        decisions.decision_id,
        decisions.subject,
        decisions.feed_code_1,
        decisions.source_ref_1,
        decisions.feed_code_2,
        decisions.source_ref_2,
        decisions.decision,
        decisions.decided_by,
        decisions.decided_on,
        decisions.reason,
        decisions.recorded_at,
        decisions.decided_on <= {{ known_at() }}
        and coalesce(decisions.withdrawn_on, date '9999-12-31') > {{ known_at() }} as is_in_force
    from decisions
)

select * from final
