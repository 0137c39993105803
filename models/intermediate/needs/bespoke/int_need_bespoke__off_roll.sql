-- Left a school's roll within the window, and on no roll since: a person must find out why.
with rules as (
    select * from {{ ref('int_need_rule_index') }}
    where rule_shape = 'off_roll'
),

leavings as (
    select
        rules.subject_id,
        rules.rule_id,
        rules.rule_shape,
        rules.anchor_on,
        e.*
    from rules
    inner join {{ ref('int_episode_evidence') }} as e
        on
            rules.episode_key = e.episode_key
            and rules.person_key = e.subject_key
            and e.evidence_type = 'left_roll'
            and e.may_identify_needs
            and rules.window_from <= e.event_date
            and rules.window_to > e.event_date
),

final as (
    select
        leavings.subject_id,
        leavings.rule_id,
        leavings.rule_shape,
        leavings.evidence_type,
        leavings.value_text,
        leavings.subject_key,
        leavings.person_role,
        leavings.evidence_id,
        leavings.feed_code,
        leavings.source_file,
        leavings.source_row,
        leavings.source_row_last,
        leavings.source_record_id,
        leavings.event_date,
        leavings.period_start,
        leavings.period_end,
        leavings.value_number,
        leavings.value_base,
        leavings.received_at
    from leavings
    left join {{ ref('int_episode_evidence') }} as rolls
        on
            leavings.episode_key = rolls.episode_key
            and leavings.subject_key = rolls.subject_key
            and rolls.evidence_type = 'on_roll'
            and leavings.anchor_on >= coalesce(rolls.period_start, date '1900-01-01')
            and leavings.event_date < rolls.period_end
    where rolls.evidence_id is null
)

select * from final
