select
    e.authority_code,
    e.family_key,
    e.person_key,
    e.reason,
    reasons.meaning as reason_meaning,
    e.is_left_out,
    e.scope,
    e.objected_feed_codes,
    e.objected_on,
    e.decision,
    e.decision_reason
from {{ ref('int_study_exclusions') }} as e
inner join {{ ref('study_reasons') }} as reasons on e.reason = reasons.reason
