with results as (
    select * from {{ ref('int_need_rule_results') }}
    where rule_status <> 'not_assessable_objection'
),

-- Of a ratio only the terms of the run that was judged, where there is one.
final as (
    select
        matches.subject_id as need_instance_id,
        rules.authority_code,
        matches.evidence_id,
        matches.rule_id,
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
        results.rule_status as says
    from {{ ref('int_need_matches') }} as matches
    inner join results
        on
            matches.subject_id = results.subject_id
            and matches.rule_id = results.rule_id
    inner join {{ ref('int_need_rule_index') }} as rules
        on
            matches.subject_id = rules.subject_id
            and matches.rule_id = rules.rule_id
    inner join {{ ref('evidence_types') }} as types
        on matches.evidence_type = types.evidence_type
    where
        results.run_starts_on is null
        or (
            matches.period_start >= results.run_starts_on
            and matches.period_start <= results.run_ends_on
        )
)

select * from final
