-- R05: from every met need to file and row, unless a named person decided it.
select n.need_instance_id
from {{ ref('fct_family_need') }} as n
left join {{ ref('fct_need_evidence') }} as e
    on
        n.need_instance_id = e.need_instance_id
        and e.source_file is not null
        and e.source_row is not null
        and e.says in ('met', 'manual_review')
where
    n.status = 'met'
    and n.identified_by <> 'decision'
    and e.evidence_id is null
