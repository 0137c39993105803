with results as (
    select * from {{ ref('int_outcome_rule_results') }}
),

matches as (
    select * from {{ ref('int_outcome_matches') }}
),

-- What was found, and where a rule was content that nothing was found, a row that says so.
final as (
    select
        results.subject_id as outcome_instance_id,
        rules.authority_code,
        matches.evidence_id,
        results.rule_id,
        matches.evidence_type,
        types.evidence_name,
        types.evidence_shape,
        matches.subject_key as person_key,
        matches.person_role,
        matches.feed_code,
        matches.source_file,
        matches.source_row,
        matches.source_row_last,
        coalesce(matches.event_date, matches.period_start) as event_date,
        matches.period_start,
        matches.period_end,
        matches.value_number,
        matches.value_base,
        types.value_unit,
        matches.value_text,
        case
            when matches.evidence_id is null then 'nothing_found'
            else results.rule_status
        end as says
    from results
    inner join {{ ref('int_outcome_rule_index') }} as rules
        on
            results.subject_id = rules.subject_id
            and results.rule_id = rules.rule_id
    left join matches
        on
            results.subject_id = matches.subject_id
            and results.rule_id = matches.rule_id
    left join {{ ref('evidence_types') }} as types
        on matches.evidence_type = types.evidence_type
    where
        matches.evidence_id is not null
        or (
            results.rule_shape in ('absence_in_window', 'reduction_against_baseline')
            and results.rule_status = 'met'
        )
)

select * from final
