{%- set last_day = dbt.dateadd('day', -1, 'gathered.window_to') -%}
-- What each rule says of each outcome.
with rules as (
    select * from {{ ref('int_outcome_rule_index') }}
),

uncovered as (
    {{ uncovered_subjects(ref('int_outcome_rule_index'), 'may_prove_outcomes') }}
),

gathered as (
    select
        rules.*,
        coalesce(rules.min_count, 1) as enough,
        statements.stated_value,
        statements.stated_on,
        coalesce(events.events_before, 0) as events_before,
        coalesce(events.events_in_window, 0) as events_in_window,
        events.count_reached_on,
        states.reached_on,
        changes.has_improved,
        changes.improved_on,
        runs.latest_passed,
        runs.achieved_on as run_achieved_on,
        case
            when rules.window_unit = 'terms' then term_windows.first_run_ends_on
            else rules.window_to
        end as assessable_on,
        coalesce(standing.may_prove_outcomes, false) as has_feed,
        coalesce(standing.is_barred_from_outcomes, false) as is_barred,
        uncovered.subject_id is null as is_covered,
        objections.person_key is not null as is_objected
    from rules
    left join {{ ref('int_outcome_statements') }} as statements
        on rules.subject_id = statements.subject_id and rules.rule_id = statements.rule_id
    left join {{ ref('int_outcome_events') }} as events
        on rules.subject_id = events.subject_id and rules.rule_id = events.rule_id
    left join {{ ref('int_outcome_states') }} as states
        on rules.subject_id = states.subject_id and rules.rule_id = states.rule_id
    left join {{ ref('int_outcome_changes') }} as changes
        on rules.subject_id = changes.subject_id and rules.rule_id = changes.rule_id
    left join {{ ref('int_outcome_term_runs') }} as runs
        on rules.subject_id = runs.subject_id and rules.rule_id = runs.rule_id
    left join {{ ref('int_outcome_term_windows') }} as term_windows
        on rules.subject_id = term_windows.subject_id and rules.rule_id = term_windows.rule_id
    left join uncovered
        on rules.subject_id = uncovered.subject_id and rules.rule_id = uncovered.rule_id
    left join {{ ref('int_feed_standing') }} as standing
        on
            rules.authority_code = standing.authority_code
            and rules.coverage_feed = standing.feed_code
    left join {{ ref('int_episode_objections') }} as objections
        on
            rules.episode_key = objections.episode_key
            and rules.person_key = objections.person_key
            and rules.coverage_feed = objections.objected_feed_code
),

-- Whether the rule is fulfilled (1), contradicted (0), or neither so far.
judged as (
    select
        gathered.*,
        case gathered.rule_shape
            when 'recorded' then gathered.stated_value
            when 'count_in_window' then case when gathered.count_reached_on is not null then 1 end
            when 'ratio_over_terms' then gathered.latest_passed
            when 'change_on_measure' then gathered.has_improved
            when 'absence_in_window'
                then case when gathered.events_in_window >= gathered.enough then 0 end
            when 'reduction_against_baseline'
                then
                    case
                        when
                            gathered.events_before > 0
                            and 100 * (gathered.events_before - gathered.events_in_window)
                            < gathered.threshold * gathered.events_before
                            then 0
                    end
            else case when gathered.reached_on is not null then 1 end
        end as verdict,
        case gathered.rule_shape
            when 'recorded' then gathered.stated_on
            when 'count_in_window' then gathered.count_reached_on
            when 'ratio_over_terms' then gathered.run_achieved_on
            when 'change_on_measure' then gathered.improved_on
            -- terms are over on the last day of the last, months on the day after
            when 'absence_in_window'
                then
                    case
                        when gathered.window_unit = 'terms' then cast({{ last_day }} as date)
                        else gathered.window_to
                    end
            when 'reduction_against_baseline' then gathered.window_to
            else gathered.reached_on
        end as achieved_on,
        -- silence is an answer once the window is over; there is none where nothing was to reduce
        gathered.rule_shape = 'absence_in_window'
        or (gathered.rule_shape = 'reduction_against_baseline' and gathered.events_before > 0)
            as is_proved_by_silence,
        gathered.rule_shape in (
            'absence_in_window',
            'reduction_against_baseline',
            'state_throughout',
            'ratio_over_terms'
        )
        and not (gathered.rule_shape = 'reduction_against_baseline' and gathered.events_before = 0)
        and (gathered.assessable_on is null or gathered.assessable_on > {{ as_of_date() }})
            as is_too_early
    from gathered
),

final as (
    select
        judged.subject_id,
        judged.rule_id,
        judged.rule_shape,
        judged.on_fire,
        judged.achieved_on,
        coalesce(judged.window_from, judged.achieved_on) as reached_on,
        judged.assessable_on,
        case
            when judged.verdict = 0 then 'not_met'
            when judged.on_fire = 'silent' then 'silent'
            when judged.verdict = 1 then judged.on_fire
            when judged.is_objected then 'not_assessable_objection'
            when judged.is_too_early then 'not_assessable_too_early'
            when judged.is_proved_by_silence and judged.has_feed and judged.is_covered
                then judged.on_fire
            when judged.is_barred then 'not_assessable_no_agreement'
            when not (judged.is_proved_by_silence or judged.rule_shape = 'ratio_over_terms')
                then 'silent'
            when not judged.has_feed then 'not_assessable_no_feed'
            else 'not_assessable_not_covered'
        end as rule_status
    from judged
)

select * from final
