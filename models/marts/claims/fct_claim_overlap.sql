with final as (
    select
        md5(concat_ws(
            '|',
            o.episode_key,
            o.overlap_kind,
            coalesce(o.earlier_claim_ref, ''),
            o.earlier_episode_key
        )) as overlap_id,
        o.authority_code,
        o.family_key,
        o.episode_key,
        o.overlap_kind,
        o.earlier_claim_ref,
        o.earlier_family_key,
        o.earlier_episode_key,
        o.earlier_on,
        cast(o.people_shared as integer) as people_shared,
        o.decision,
        o.decided_on
    from {{ ref('int_claim_overlaps') }} as o
)

select * from final
