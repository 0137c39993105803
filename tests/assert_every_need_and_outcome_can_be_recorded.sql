-- A practitioner may record every need and outcome; every rule is of the version and the code of
-- what it is about.
with targets as (
    select
        n.framework_version,
        'need' as applies_to,
        n.need_code as target_code,
        n.need_code || '-N' as rule_prefix,
        'need_recorded' as evidence_type
    from {{ ref('needs') }} as n
    union all
    select
        o.framework_version,
        'outcome' as applies_to,
        o.outcome_code as target_code,
        o.outcome_code || '-R' as rule_prefix,
        'outcome_recorded' as evidence_type
    from {{ ref('outcomes') }} as o
)

select
    targets.target_code,
    'has no rule for the record of a practitioner' as problem
from targets
left join {{ ref('rules') }} as rules
    on
        targets.rule_prefix || '0' = rules.rule_id
        and rules.rule_shape = 'recorded'
left join {{ ref('rule_evidence') }} as wanted
    on
        rules.rule_id = wanted.rule_id
        and targets.evidence_type = wanted.evidence_type
where wanted.rule_id is null
union all
select
    rules.rule_id as target_code,
    'is not of the version or the code of what it is about' as problem
from {{ ref('rules') }} as rules
left join targets
    on
        rules.applies_to = targets.applies_to
        and rules.target_code = targets.target_code
        and rules.framework_version = targets.framework_version
        and rules.rule_id like targets.rule_prefix || '%'
where targets.target_code is null
