-- Of rules that count events: the first day, from the assessment on, on which enough of them lie in
-- the window up to that day. Any events so many apart stand for those between them.
with rules as (
    select * from {{ ref('int_need_rule_index') }}
    where rule_shape = 'count_in_window'
),

events as (
    select
        m.subject_id,
        m.rule_id,
        m.evidence_id,
        min(m.event_date) as event_date
    from {{ ref('int_need_matches') }} as m
    where m.rule_shape = 'count_in_window'
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

counted as (
    select
        rules.*,
        firsts.event_date as first_on,
        greatest(lasts.event_date, rules.anchor_on) as judged_on
    from rules
    inner join numbered as lasts
        on rules.subject_id = lasts.subject_id and rules.rule_id = lasts.rule_id
    inner join numbered as firsts
        on
            lasts.subject_id = firsts.subject_id
            and lasts.rule_id = firsts.rule_id
            and firsts.event_number = lasts.event_number - coalesce(rules.min_count, 1) + 1
),

final as (
    select
        counted.subject_id,
        counted.rule_id,
        min(counted.judged_on) as fired_on
    from counted
    left join {{ ref('int_school_terms') }} as first_terms
        on
            counted.authority_code = first_terms.authority_code
            and counted.first_on >= first_terms.covers_from
            and counted.first_on < first_terms.covers_to
    left join {{ ref('int_school_terms') }} as judged_terms
        on
            counted.authority_code = judged_terms.authority_code
            and counted.judged_on >= judged_terms.covers_from
            and counted.judged_on < judged_terms.covers_to
    where
        case
            when counted.window_unit = 'terms'
                then
                    first_terms.term_number > judged_terms.term_number - counted.window_value
            else counted.first_on > {{ plus_window('counted', 'counted.judged_on', '-') }}
        end
    group by
        counted.subject_id,
        counted.rule_id
)

select * from final
