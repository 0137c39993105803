-- Whoever may not be in the study at all, by today's objections: after sending, their references
-- are told to the recipient.
select
    people.authority_code,
    objections.person_key,
    min(objections.objected_on) as objected_on
from {{ ref('int_study_objections') }} as objections
inner join {{ ref('int_people') }} as people on objections.person_key = people.person_key
where objections.is_left_out = 1
group by
    people.authority_code,
    objections.person_key
