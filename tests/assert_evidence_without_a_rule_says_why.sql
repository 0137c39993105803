-- Evidence that proves nothing says why; evidence that a rule looks at needs no excuse.
with looked_at as (
    select distinct wanted.evidence_type
    from {{ ref('rule_evidence') }} as wanted
)

select
    types.evidence_type,
    types.why_no_rule
from {{ ref('evidence_types') }} as types
left join looked_at on types.evidence_type = looked_at.evidence_type
where
    (looked_at.evidence_type is null and types.why_no_rule is null)
    or (looked_at.evidence_type is not null and types.why_no_rule is not null)
