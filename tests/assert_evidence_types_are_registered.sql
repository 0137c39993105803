select distinct e.evidence_type
from {{ ref('int_evidence') }} as e
left join {{ ref('evidence_types') }} as t on e.evidence_type = t.evidence_type
where t.evidence_type is null
