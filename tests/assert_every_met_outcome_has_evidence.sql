-- R10: an achieved outcome rests on rows, or on the statement that nothing was found.
select o.outcome_instance_id
from {{ ref('fct_family_outcome') }} as o
left join {{ ref('fct_outcome_evidence') }} as e
    on o.outcome_instance_id = e.outcome_instance_id
where
    o.status = 'met'
    and e.outcome_instance_id is null
