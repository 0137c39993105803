-- An auditor asks: on what does each met need of this episode rest? (R05)
-- Put the episode key in, run `dbt compile`, and run what is under target/compiled on the published
-- file.
select
    needs.person_key,
    catalogue.headline_name,
    catalogue.need_name,
    needs.identified_on,
    evidence.rule_id,
    evidence.evidence_name,
    evidence.feed_code,
    evidence.source_file,
    evidence.source_row,
    evidence.event_date
from {{ ref('fct_family_need') }} as needs
inner join {{ ref('dim_need') }} as catalogue on needs.need_code = catalogue.need_code
left join {{ ref('fct_need_evidence') }} as evidence
    on
        needs.need_instance_id = evidence.need_instance_id
        and evidence.says in ('met', 'manual_review')
where
    needs.status = 'met'
    and needs.episode_key = '<episode key>'
order by catalogue.need_code, needs.person_key, evidence.event_date
