-- Not ready: at least one blocker, and a day from which, or the word that it never can be.
select
    m.episode_key,
    m.claim_status
from {{ ref('mart_claim_readiness') }} as m
left join {{ ref('fct_claim_blocker') }} as b on m.episode_key = b.episode_key
where
    m.is_ready = 0
    and (
        b.blocker_id is null
        or (m.not_before is null and m.claim_status <> 'never_claimable')
    )
