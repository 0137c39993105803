with claims as (
    select * from {{ known_rows(ref('stg_registers__claims'), key=['claim_id']) }}
),

final as (
    select
        claims.claim_id,
        claims.recorded_authority_code as authority_code,
        claims.family_key,
        claims.episode_key,
        claims.framework_version,
        claims.claim_window,
        claims.submitted_on,
        claims.amount_gbp
    from claims
    where claims.submitted_on <= {{ as_of_date() }}
)

select * from final
