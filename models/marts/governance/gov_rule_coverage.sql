-- The columns that a kind of evidence is made of are those of the seed evidence_columns.
with evidence as (
    select
        e.rule_id,
        e.evidence_type
    from {{ ref('rule_evidence') }} as e
    group by
        e.rule_id,
        e.evidence_type
),

outcomes as (
    select
        o.outcome_code,
        o.outcome_name,
        o.need_code
    from {{ ref('dim_outcome') }} as o
),

files as (
    select
        f.authority_code,
        f.feed_code,
        max(case when f.may_identify_needs then 1 else 0 end) as may_identify_needs,
        max(case when f.may_prove_outcomes then 1 else 0 end) as may_prove_outcomes
    from {{ ref('int_file_agreements') }} as f
    group by
        f.authority_code,
        f.feed_code
),

final as (
    select
        rules.authority_code,
        rules.framework_version,
        rules.applies_to,
        needs.headline_no,
        needs.headline_name,
        needs.need_code,
        needs.need_no,
        needs.need_name,
        outcomes.outcome_code,
        outcomes.outcome_name,
        rules.rule_id,
        wording.rule_text,
        rules.is_active,
        evidence.evidence_type,
        types.evidence_name,
        used.feed_code,
        feeds.feed_name,
        feeds.partner,
        used.table_name,
        used.column_name,
        contract.personal_data,
        case
            when files.feed_code is null then 'not_received'
            when
                (rules.applies_to = 'need' and files.may_identify_needs = 0)
                or (rules.applies_to = 'outcome' and files.may_prove_outcomes = 0)
                then 'not_allowed'
            else 'usable'
        end as coverage_state
    from {{ ref('int_rules') }} as rules
    inner join evidence on rules.rule_id = evidence.rule_id
    inner join {{ ref('evidence_types') }} as types
        on evidence.evidence_type = types.evidence_type
    inner join {{ ref('int_rule_wording') }} as wording
        on
            rules.authority_code = wording.authority_code
            and rules.rule_id = wording.rule_id
    left join outcomes
        on
            rules.applies_to = 'outcome'
            and rules.target_code = outcomes.outcome_code
    inner join {{ ref('dim_need') }} as needs
        on coalesce(outcomes.need_code, rules.target_code) = needs.need_code
    inner join {{ ref('evidence_columns') }} as used
        on evidence.evidence_type = used.evidence_type
    inner join {{ ref('feeds') }} as feeds on used.feed_code = feeds.feed_code
    inner join {{ ref('int_feed_columns') }} as contract
        on
            used.feed_code = contract.feed_code
            and used.table_name = contract.table_name
            and used.column_name = contract.column_name
    left join files
        on
            rules.authority_code = files.authority_code
            and used.feed_code = files.feed_code
)

select * from final
