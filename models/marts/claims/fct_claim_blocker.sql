with final as (
    select
        b.blocker_id,
        episodes.authority_code,
        episodes.family_key,
        b.episode_key,
        b.route_code as claim_route,
        b.blocker_code,
        kinds.blocker_kind,
        kinds.claim_rule,
        kinds.blocker_text,
        kinds.what_to_do,
        b.person_key,
        b.need_code
    from {{ ref('int_claim_blockers') }} as b
    inner join {{ ref('claim_blockers') }} as kinds on b.blocker_code = kinds.blocker_code
    inner join {{ ref('int_claim_readiness') }} as episodes
        on
            b.episode_key = episodes.episode_key
            and b.route_code = episodes.claim_route
    where episodes.claim_status not in ('claimed', 'retired')
)

select * from final
