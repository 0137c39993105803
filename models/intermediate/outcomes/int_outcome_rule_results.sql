-- What each rule says of each outcome of each need that is met.
with rules as (
    select * from {{ ref('int_outcome_rule_index') }}
),

latest_statement as (
    select ranked.*
    from (
        select
            m.*,
            row_number() over (
                partition by m.subject_id, m.rule_id
                order by m.event_date desc, m.source_record_id desc
            ) as statement_rank
        from {{ ref('int_outcome_matches') }} as m
        where m.rule_shape = 'recorded'
    ) as ranked
    where ranked.statement_rank = 1
),

events as (
    select
        m.subject_id,
        m.rule_id,
        count(distinct m.evidence_id) as event_count
    from {{ ref('int_outcome_matches') }} as m
    where m.rule_shape = 'absence_in_window'
    group by
        m.subject_id,
        m.rule_id
),

uncovered as (
    {{ uncovered_subjects(ref('int_outcome_rule_index'), 'may_prove_outcomes') }}
),

objections as (
    select * from {{ ref('int_objections') }}
    where scope = 'feed'
),

judged as (
    select
        rules.*,
        statements.value_number as stated_value,
        coalesce(statements.period_start, statements.event_date) as stated_on,
        coalesce(events.event_count, 0) as event_count,
        runs.latest_passed,
        runs.achieved_on as run_achieved_on,
        limits.first_run_ends_on,
        coalesce(standing.may_prove_outcomes, false) as has_feed,
        coalesce(standing.is_barred_from_outcomes, false) as is_barred,
        uncovered.subject_id is null as is_covered,
        objections.person_key is not null as is_objected
    from rules
    left join latest_statement as statements
        on rules.subject_id = statements.subject_id and rules.rule_id = statements.rule_id
    left join events
        on rules.subject_id = events.subject_id and rules.rule_id = events.rule_id
    left join {{ ref('int_outcome_term_runs') }} as runs
        on rules.subject_id = runs.subject_id and rules.rule_id = runs.rule_id
    left join {{ ref('int_outcome_term_limits') }} as limits
        on rules.subject_id = limits.subject_id and rules.rule_id = limits.rule_id
    left join uncovered
        on rules.subject_id = uncovered.subject_id and rules.rule_id = uncovered.rule_id
    left join {{ ref('int_feed_standing') }} as standing
        on rules.coverage_feed = standing.feed_code
    left join objections
        on
            rules.person_key = objections.person_key
            and rules.coverage_feed = objections.objected_feed_code
),

final as (
    select
        judged.subject_id,
        judged.rule_id,
        judged.rule_shape,
        judged.event_count,
        case
            when judged.is_objected then 'not_assessable_objection'
            when judged.rule_shape = 'recorded'
                then
                    case
                        when judged.stated_value = 0 then 'not_met'
                        when judged.stated_on <= {{ as_of_date() }} and judged.stated_value = 1
                            then judged.on_fire
                        when judged.is_barred then 'not_assessable_no_agreement'
                        else 'silent'
                    end
            when judged.rule_shape = 'absence_in_window'
                then
                    case
                        when judged.event_count > 0 then 'not_met'
                        when judged.window_to is null or judged.window_to > {{ as_of_date() }}
                            then 'not_assessable_too_early'
                        when judged.has_feed and judged.is_covered then judged.on_fire
                        when judged.is_barred then 'not_assessable_no_agreement'
                        when not judged.has_feed then 'not_assessable_no_feed'
                        else 'not_assessable_not_covered'
                    end
            when judged.rule_shape = 'ratio_over_terms' then
                case
                    when judged.latest_passed = 1 then judged.on_fire
                    when judged.latest_passed = 0 then 'not_met'
                    when
                        judged.first_run_ends_on is null
                        or judged.first_run_ends_on > {{ as_of_date() }}
                        then 'not_assessable_too_early'
                    when judged.is_barred then 'not_assessable_no_agreement'
                    when not judged.has_feed then 'not_assessable_no_feed'
                    else 'not_assessable_not_covered'
                end
        end as rule_status,
        case judged.rule_shape
            when 'recorded' then judged.stated_on
            when 'absence_in_window' then judged.window_to
            when 'ratio_over_terms' then judged.run_achieved_on
        end as achieved_on,
        -- the first day on which a rule that is too early could answer
        case judged.rule_shape
            when 'absence_in_window' then judged.window_to
            when 'ratio_over_terms' then judged.first_run_ends_on
        end as assessable_on
    from judged
)

select * from final
