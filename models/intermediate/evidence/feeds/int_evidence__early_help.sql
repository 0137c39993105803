with needs as (
    select * from {{ known_rows(
        ref('stg_early_help__needs'), key=['need_record_ref']
    ) }}
),

outcomes as (
    select * from {{ known_rows(
        ref('stg_early_help__outcomes'), key=['outcome_record_ref']
    ) }}
),

feedback as (
    select * from {{ known_rows(
        ref('stg_early_help__feedback'), key=['row_key']
    ) }}
),

final as (
    select
        'need_recorded' as evidence_type,
        needs.authority_code,
        needs.record_key,
        needs.episode_ref as case_ref,
        needs.identified_on as event_date,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as bigint) as value_number,
        cast(null as bigint) as value_base,
        needs.need_code as value_text,
        case when needs.record_key is null then 'family' else 'subject' end as person_role,
        needs.feed_code,
        needs.need_record_ref as source_record_id,
        needs.source_file,
        needs.source_row,
        needs.source_row as source_row_last,
        1 as source_row_count,
        needs.received_at
    from needs
    union all
    -- The day achieved is where the period starts; the value is 1 achieved, 0 not achieved.
    select
        'outcome_recorded' as evidence_type,
        outcomes.authority_code,
        outcomes.record_key,
        outcomes.episode_ref as case_ref,
        outcomes.recorded_on as event_date,
        outcomes.achieved_on as period_start,
        cast(null as date) as period_end,
        cast(case outcomes.outcome_status
            when 'achieved' then 1
            when 'not_achieved' then 0
        end as bigint) as value_number,
        cast(null as bigint) as value_base,
        outcomes.outcome_code as value_text,
        case when outcomes.record_key is null then 'family' else 'subject' end as person_role,
        outcomes.feed_code,
        outcomes.outcome_record_ref as source_record_id,
        outcomes.source_file,
        outcomes.source_row,
        outcomes.source_row as source_row_last,
        1 as source_row_count,
        outcomes.received_at
    from outcomes
    union all
    {{ evidence_row(
        "'family_feedback'", 'feedback', 'feedback.row_key',
        on='feedback.collected_on',
        number='feedback.rating',
        text="case when feedback.has_made_a_difference then 'MADE_A_DIFFERENCE' end",
        role="case when feedback.person_ref is null then 'family' else 'subject' end",
        case_ref='feedback.episode_ref'
    ) }}
    from feedback
)

select * from final
