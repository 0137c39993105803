-- Nobody is made of two records that a decision, numbers or a case name as two people.
select
    candidates.identity_key_1,
    candidates.identity_key_2,
    candidates.negative_code
from {{ ref('int_link_candidates') }} as candidates
inner join {{ ref('int_person_clusters') }} as these
    on candidates.identity_key_1 = these.identity_key
inner join {{ ref('int_person_clusters') }} as those
    on candidates.identity_key_2 = those.identity_key
where
    candidates.reach = 'people'
    and these.first_record_rank = those.first_record_rank
