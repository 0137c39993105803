-- Every decision in force shows in who is who: the same person, or two.
select
    decisions.decision_id,
    decisions.decision
from {{ ref('int_identity_decisions') }} as decisions
inner join {{ ref('int_person_source_links') }} as these
    on decisions.record_key = these.record_key
inner join {{ ref('int_person_source_links') }} as those
    on decisions.other_record_key = those.record_key
where (decisions.decision = 'same') <> (these.person_key = those.person_key)
