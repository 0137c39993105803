select
    e.authority_code,
    e.reason,
    min(reasons.meaning) as reason_meaning,
    e.is_left_out,
    count(distinct nullif(e.person_key, 'family')) as people,
    count(distinct e.family_key) as families
from {{ ref('int_study_exclusions') }} as e
inner join {{ ref('study_reasons') }} as reasons on e.reason = reasons.reason
group by
    e.authority_code,
    e.reason,
    e.is_left_out
