-- Needs and outcomes recorded for no one, for someone who is not a member, or under no known code:
-- they prove nothing, and whoever recorded them should know.
{{ config(severity='warn') }}
select
    e.source_file,
    e.source_row
from {{ ref('int_evidence') }} as e
left join {{ ref('int_episode_evidence') }} as placed on e.evidence_id = placed.evidence_id
left join {{ ref('needs') }} as n on e.value_text = n.need_code
left join {{ ref('outcomes') }} as o on e.value_text = o.outcome_code
where
    e.evidence_type in ('need_recorded', 'outcome_recorded')
    and (placed.evidence_id is null or coalesce(n.need_code, o.outcome_code) is null)
