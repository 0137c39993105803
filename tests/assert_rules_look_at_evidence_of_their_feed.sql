-- A rule over evidence that its feed never sends, or that its shape cannot read, never fires.
with wanted as (
    select
        rules.rule_id,
        rules.rule_shape,
        rules.coverage_feed,
        evidence.evidence_type,
        types.evidence_shape,
        types.feed_codes
    from {{ ref('rules') }} as rules
    left join {{ ref('rule_evidence') }} as evidence on rules.rule_id = evidence.rule_id
    left join {{ ref('evidence_types') }} as types
        on evidence.evidence_type = types.evidence_type
)

select
    wanted.rule_id,
    wanted.evidence_type
from wanted
where
    wanted.evidence_type is null
    or ' ' || wanted.feed_codes || ' ' not like '% ' || wanted.coverage_feed || ' %'
    or (
        wanted.rule_shape <> 'off_roll'
        and not (wanted.rule_shape = 'absence_in_window' and wanted.evidence_shape = 'state')
        and wanted.evidence_shape <> case
            when wanted.rule_shape = 'recorded' then 'recorded'
            when wanted.rule_shape = 'ratio_over_terms' then 'period_count'
            when wanted.rule_shape in ('state_at_date', 'spell_of_length', 'state_throughout')
                then 'state'
            else 'event'
        end
    )
