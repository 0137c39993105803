-- Decisions that name a record nobody has sent, or that other decisions overrule: told, so that
-- somebody looks again.
{{ config(severity='warn') }}
with decided as (
    select
        decisions.authority_code,
        decisions.decision_id,
        these.record_key is null or those.record_key is null as names_nobody,
        (decisions.decision = 'same') <> (these.person_key = those.person_key) as is_overruled
    from {{ ref('int_decisions_on_who_is_who') }} as decisions
    left join {{ ref('int_person_source_links') }} as these
        on
            decisions.authority_code = these.authority_code
            and decisions.feed_code_1 = these.feed_code
            and decisions.source_ref_1 = these.source_person_ref
    left join {{ ref('int_person_source_links') }} as those
        on
            decisions.authority_code = those.authority_code
            and decisions.feed_code_2 = those.feed_code
            and decisions.source_ref_2 = those.source_person_ref
    where
        decisions.is_in_force
        and decisions.subject = 'person'
)

select
    decided.authority_code,
    decided.decision_id,
    case
        when decided.names_nobody then 'names a record that never came'
        else 'is overruled by other decisions'
    end as attention
from decided
where
    decided.names_nobody
    or decided.is_overruled
