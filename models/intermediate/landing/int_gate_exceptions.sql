with final as (
    select
        e.authority_code,
        e.exception_id,
        e.gate,
        e.excepted_feed_code,
        e.signed_by,
        e.signed_on,
        e.expires_on,
        e.reason
    from {{ known_rows(ref('stg_registers__gate_exceptions'), key=['exception_id']) }} as e
)

select * from final
