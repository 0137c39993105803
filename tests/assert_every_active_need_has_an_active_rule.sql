select n.need_code
from {{ ref('needs') }} as n
left join {{ ref('int_rules') }} as r
    on
        n.need_code = r.target_code
        and r.applies_to = 'need'
        and r.is_active = 1
where r.rule_id is null
union all
select o.outcome_code
from {{ ref('outcomes') }} as o
left join {{ ref('int_rules') }} as r
    on
        o.outcome_code = r.target_code
        and r.applies_to = 'outcome'
        and r.is_active = 1
where r.rule_id is null
