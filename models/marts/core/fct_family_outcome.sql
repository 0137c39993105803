select
    o.outcome_instance_id,
    o.need_instance_id,
    o.authority_code,
    o.family_key,
    o.person_key,
    o.episode_key,
    o.framework_version,
    o.need_code,
    o.outcome_code,
    o.status,
    o.achieved_on,
    o.assessable_on,
    case when o.is_achieved_by_practitioner then 1 else 0 end as is_achieved_by_practitioner,
    case when o.is_denied_by_practitioner then 1 else 0 end as is_denied_by_practitioner,
    case when o.is_achieved_by_data then 1 else 0 end as is_achieved_by_data,
    case when o.is_denied_by_data then 1 else 0 end as is_denied_by_data
from {{ ref('int_family_outcomes') }} as o
