-- Rows per rule equal the index: every rule that speaks to a need of a person gave an answer, once.
select
    i.rule_id,
    count(*) as rows_of_index,
    count(r.rule_id) as rows_of_results
from {{ ref('int_need_rule_index') }} as i
left join {{ ref('int_need_rule_results') }} as r
    on
        i.subject_id = r.subject_id
        and i.rule_id = r.rule_id
group by i.rule_id
having count(*) <> count(r.rule_id)
union all
select
    i.rule_id,
    count(*) as rows_of_index,
    count(r.rule_id) as rows_of_results
from {{ ref('int_outcome_rule_index') }} as i
left join {{ ref('int_outcome_rule_results') }} as r
    on
        i.subject_id = r.subject_id
        and i.rule_id = r.rule_id
        and r.rule_status is not null
group by i.rule_id
having count(*) <> count(r.rule_id)
