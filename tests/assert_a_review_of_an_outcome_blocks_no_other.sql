-- An outcome that waits for a person keeps its need from being claimed even when another outcome of
-- the need is achieved, so a rule may ask for review only where there is no other.
select
    rules.rule_id,
    outcomes.need_code
from {{ ref('rules') }} as rules
inner join {{ ref('outcomes') }} as outcomes on rules.target_code = outcomes.outcome_code
inner join {{ ref('outcomes') }} as others
    on
        outcomes.need_code = others.need_code
        and outcomes.outcome_code <> others.outcome_code
where rules.on_fire = 'manual_review'
