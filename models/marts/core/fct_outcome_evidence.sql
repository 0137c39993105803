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
        matches.evidence_id,
        results.rule_id,
        matches.feed_code,
        matches.source_file,
        matches.source_row,
        matches.source_row_last,
        coalesce(matches.event_date, matches.period_start) as event_date,
        matches.value_number,
        matches.value_base,
        results.rule_status as says
    from results
    inner join matches
        on
            results.subject_id = matches.subject_id
            and results.rule_id = matches.rule_id
    union all
    select
        results.subject_id as outcome_instance_id,
        cast(null as varchar) as evidence_id,
        results.rule_id,
        cast(null as varchar) as feed_code,
        cast(null as varchar) as source_file,
        cast(null as bigint) as source_row,
        cast(null as bigint) as source_row_last,
        cast(null as date) as event_date,
        cast(null as bigint) as value_number,
        cast(null as bigint) as value_base,
        'nothing_found' as says
    from results
    where
        results.rule_shape = 'absence_in_window'
        and results.rule_status in ('met', 'silent')
)

select * from final
