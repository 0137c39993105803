-- Of every authority: what it switches off must leave each need and outcome a rule.
select n.need_code
from {{ ref('needs') }} as n
cross join {{ ref('int_authorities') }} as authorities
left join {{ ref('int_rules') }} as r
    on
        authorities.authority_code = r.authority_code
        and n.need_code = r.target_code
        and r.applies_to = 'need'
        and r.is_active = 1
where r.rule_id is null
group by n.need_code
union all
select o.outcome_code
from {{ ref('outcomes') }} as o
cross join {{ ref('int_authorities') }} as authorities
left join {{ ref('int_rules') }} as r
    on
        authorities.authority_code = r.authority_code
        and o.outcome_code = r.target_code
        and r.applies_to = 'outcome'
        and r.is_active = 1
where r.rule_id is null
group by o.outcome_code
