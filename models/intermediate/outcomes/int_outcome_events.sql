-- Of rules that count events: how many before the assessment and how many in the window after it,
-- and the day on which the count was reached.
with rules as (
    select * from {{ ref('int_outcome_rule_index') }}
),

events as (
    select
        m.subject_id,
        m.rule_id,
        m.evidence_id,
        min(coalesce(m.event_date, m.period_start)) as event_date
    from {{ ref('int_outcome_matches') }} as m
    where m.rule_shape in ('count_in_window', 'absence_in_window', 'reduction_against_baseline')
    group by
        m.subject_id,
        m.rule_id,
        m.evidence_id
),

numbered as (
    select
        events.*,
        row_number() over (
            partition by events.subject_id, events.rule_id
            order by events.event_date nulls last, events.evidence_id
        ) as event_number
    from events
),

final as (
    select
        numbered.subject_id,
        numbered.rule_id,
        count(case when numbered.event_date < rules.baseline_to then 1 end) as events_before,
        count(case
            when
                -- what an absence rule finds lies in its window, a state perhaps in part
                rules.rule_shape = 'absence_in_window'
                or (
                    numbered.event_date >= rules.window_from
                    and numbered.event_date < rules.window_to
                )
                then 1
        end) as events_in_window,
        min(case
            when numbered.event_number = coalesce(rules.min_count, 1) then numbered.event_date
        end) as count_reached_on
    from numbered
    inner join rules
        on
            numbered.subject_id = rules.subject_id
            and numbered.rule_id = rules.rule_id
    group by
        numbered.subject_id,
        numbered.rule_id
)

select * from final
