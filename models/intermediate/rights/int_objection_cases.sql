-- What was decided last of every objection. Which of them hold is for int_objections to say.
with objections as (
    select * from {{ known_rows(ref('stg_registers__objections'), key=['objection_id']) }}
),

final as (
    select
        objections.authority_code,
        objections.objection_id,
        objections.scope,
        objections.objected_feed_code,
        objections.objected_on,
        coalesce(objections.decision, 'pending') as decision,
        objections.decided_on,
        case
            when objections.withdrawn_on is not null then 'withdrawn'
            else coalesce(objections.decision, 'pending')
        end as objection_state
    from objections
)

select * from final
