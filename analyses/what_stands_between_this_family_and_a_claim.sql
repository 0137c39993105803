-- A coordinator asks: why is this family not ready, what can be done, and from when?
select
    readiness.case_system_family_id,
    readiness.claim_status,
    readiness.claimable_from,
    readiness.not_before,
    blockers.blocker_text,
    blockers.what_to_do,
    blockers.need_code,
    blockers.person_key
from {{ ref('mart_claim_readiness') }} as readiness
left join {{ ref('fct_claim_blocker') }} as blockers
    on readiness.episode_key = blockers.episode_key
where readiness.case_system_family_id = '<family id of the case system>'
order by readiness.started_on, blockers.blocker_kind, blockers.blocker_code
