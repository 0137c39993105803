-- A claim keeps the keys it was made with; the keys of today are followed forward from them.
with claims as (
    select * from {{ known_rows(ref('stg_registers__claims'), key=['claim_id']) }}
),

final as (
    select
        claims.claim_id,
        claims.recorded_authority_code as authority_code,
        coalesce(families.family_key, claims.family_key) as family_key,
        coalesce(parts.episode_key, claims.episode_key) as episode_key,
        claims.family_key as claimed_family_key,
        claims.episode_key as claimed_episode_key,
        claims.framework_version,
        claims.claim_window,
        claims.submitted_on,
        claims.amount_gbp
    from claims
    left join {{ ref('int_family_keys') }} as families
        on claims.family_key = families.family_record_key
    left join {{ ref('int_episode_parts') }} as parts
        on claims.episode_key = parts.episode_record_key
    where claims.submitted_on <= {{ as_of_date() }}
)

select * from final
