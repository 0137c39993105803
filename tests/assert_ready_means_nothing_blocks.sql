-- R01 to R17: ready, and no blocker; no blocker, and ready.
select
    m.episode_key,
    m.is_ready,
    m.blocker_count
from {{ ref('mart_claim_readiness') }} as m
where
    (m.is_ready = 1 and m.blocker_count > 0)
    or (m.is_ready = 0 and m.blocker_count = 0)
    or (m.is_ready = 1 and m.claimable_from is null)
    or (m.is_ready = 1 and m.claimable_from > {{ as_of_date() }})
