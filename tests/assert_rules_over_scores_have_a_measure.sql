-- A rule over scores reads cut-off and change from the measure of its evidence.
select
    wanted.rule_id,
    wanted.evidence_type,
    wanted.evidence_value
from {{ ref('rule_evidence') }} as wanted
inner join {{ ref('rules') }} as rules on wanted.rule_id = rules.rule_id
left join {{ ref('measures') }} as measures
    on
        wanted.evidence_type = measures.evidence_type
        and coalesce(wanted.evidence_value, '') = coalesce(measures.evidence_value, '')
where
    rules.rule_shape in ('score_at_cutoff', 'change_on_measure')
    and measures.measure_code is null
