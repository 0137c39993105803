with instances as (
    select * from {{ ref('int_outcome_index') }}
),

results as (
    select
        r.subject_id,
        {{ rolled_up_status('r.rule_status') }} as status_together,
        bool_or(r.rule_shape = 'recorded' and r.rule_status = 'met')
            as is_achieved_by_practitioner,
        bool_or(r.rule_shape = 'recorded' and r.rule_status = 'not_met')
            as is_denied_by_practitioner,
        bool_or(r.rule_shape <> 'recorded' and r.rule_status = 'met') as is_achieved_by_data,
        bool_or(r.rule_shape <> 'recorded' and r.rule_status = 'not_met') as is_denied_by_data,
        bool_or(
            r.rule_shape in ('absence_in_window', 'reduction_against_baseline')
            and r.rule_status = 'not_met'
        ) as has_regressed,
        {% for day in ['achieved_on', 'reached_on'] -%}
        min(case when r.rule_status = 'met' and r.rule_shape = 'recorded' then r.{{ day }} end)
            as recorded_{{ day }},
        min(case when r.rule_status = 'met' then r.{{ day }} end) as met_{{ day }},
        min(case when r.rule_status = 'manual_review' then r.{{ day }} end) as review_{{ day }},
        {% endfor -%}
        min(case when r.rule_status = 'not_assessable_too_early' then r.assessable_on end)
            as assessable_on
    from {{ ref('int_outcome_rule_results') }} as r
    group by r.subject_id
),

-- Where the practitioner and partner data contradict each other a person decides. R13: events after
-- closure undo whatever else partner data showed.
reviewed as (
    select
        instances.*,
        results.is_achieved_by_practitioner,
        results.is_denied_by_practitioner,
        results.is_achieved_by_data,
        results.is_denied_by_data,
        {% for day in ['achieved_on', 'reached_on'] -%}
        case
            when results.has_regressed then results.recorded_{{ day }}
            else coalesce(results.met_{{ day }}, results.review_{{ day }})
        end as {{ day }},
        {% endfor -%}
        results.assessable_on,
        case
            when results.is_achieved_by_practitioner and results.is_denied_by_data
                then 'manual_review'
            when results.has_regressed then 'not_met'
            when results.is_achieved_by_data and results.is_denied_by_practitioner
                then 'manual_review'
            else coalesce(results.status_together, 'not_assessable_no_feed')
        end as status_by_rules
    from instances
    left join results on instances.outcome_instance_id = results.subject_id
),

decided as (
    select
        reviewed.*,
        case
            when reviewed.status_by_rules = 'manual_review' and decisions.decision is not null
                then decisions.decision
            else reviewed.status_by_rules
        end as status,
        decisions.decided_on
    from reviewed
    left join {{ ref('int_decisions') }} as decisions
        on
            decisions.target = 'outcome'
            and reviewed.authority_code = decisions.authority_code
            and reviewed.episode_key = decisions.episode_key
            and reviewed.person_key = decisions.person_key
            and reviewed.outcome_code = decisions.target_code
),

final as (
    select
        decided.outcome_instance_id,
        decided.need_instance_id,
        decided.episode_key,
        decided.authority_code,
        decided.family_key,
        decided.framework_version,
        decided.person_key,
        decided.need_code,
        decided.headline_code,
        decided.outcome_code,
        decided.status,
        decided.is_achieved_by_practitioner,
        decided.is_denied_by_practitioner,
        decided.is_achieved_by_data,
        decided.is_denied_by_data,
        case when decided.status = 'met' then coalesce(decided.achieved_on, decided.decided_on) end
            as achieved_on,
        -- from which day it has held: what is shown by a window after closure, from its first day
        case when decided.status = 'met' then coalesce(decided.reached_on, decided.decided_on) end
            as reached_on,
        case when decided.status = 'not_assessable_too_early' then decided.assessable_on end
            as assessable_on
    from decided
)

select * from final
