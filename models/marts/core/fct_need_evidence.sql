with fired as (
    select * from {{ ref('int_need_rule_results') }}
    where
        has_fired
        and rule_status in ('met', 'manual_review')
),

-- Of a ratio only the terms of the run that was judged.
final as (
    select
        matches.subject_id as need_instance_id,
        matches.evidence_id,
        matches.rule_id,
        matches.feed_code,
        matches.source_file,
        matches.source_row,
        matches.source_row_last,
        coalesce(matches.event_date, matches.period_start) as event_date,
        matches.value_number,
        matches.value_base,
        fired.rule_status as says
    from {{ ref('int_need_matches') }} as matches
    inner join fired
        on
            matches.subject_id = fired.subject_id
            and matches.rule_id = fired.rule_id
    where
        fired.rule_shape <> 'ratio_over_terms'
        or (
            matches.period_start >= fired.run_starts_on
            and matches.period_start <= fired.run_ends_on
        )
)

select * from final
