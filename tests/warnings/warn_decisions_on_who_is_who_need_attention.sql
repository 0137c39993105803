-- Decisions that name a record nobody has sent, or that other decisions overrule: told, so that
-- somebody looks again.
{{ config(severity='warn') }}
with decisions as (
    select * from {{ ref('int_decisions_on_who_is_who') }}
    where
        is_in_force
        and subject = 'person'
)

select
    decisions.decision_id,
    'names a record that never came' as attention
from decisions
left join {{ ref('int_person_source_links') }} as these
    on
        decisions.feed_code_1 = these.feed_code
        and decisions.source_ref_1 = these.source_person_ref
left join {{ ref('int_person_source_links') }} as those
    on
        decisions.feed_code_2 = those.feed_code
        and decisions.source_ref_2 = those.source_person_ref
where
    these.record_key is null
    or those.record_key is null
union all
select
    decisions.decision_id,
    'is overruled by other decisions' as attention
from decisions
inner join {{ ref('int_person_source_links') }} as these
    on
        decisions.feed_code_1 = these.feed_code
        and decisions.source_ref_1 = these.source_person_ref
inner join {{ ref('int_person_source_links') }} as those
    on
        decisions.feed_code_2 = those.feed_code
        and decisions.source_ref_2 = those.source_person_ref
where (decisions.decision = 'same') <> (these.person_key = those.person_key)
