select
    n.need_instance_id,
    n.authority_code,
    n.family_key,
    n.person_key,
    n.episode_key,
    n.framework_version,
    n.headline_code,
    n.need_code,
    n.status,
    n.identified_on,
    n.identified_by,
    cast(n.evidence_count as integer) as evidence_count
from {{ ref('int_family_needs') }} as n
