-- What each rule says of each need of each person.
with rules as (
    select * from {{ ref('int_need_rule_index') }}
),

matched as (
    select
        m.subject_id,
        m.rule_id,
        count(distinct m.evidence_id) as evidence_count,
        min(m.event_date) as first_event_on
    from {{ ref('int_need_matches') }} as m
    group by
        m.subject_id,
        m.rule_id
),

uncovered as (
    {{ uncovered_subjects(ref('int_need_rule_index'), 'may_identify_needs') }}
),

objections as (
    select * from {{ ref('int_objections') }}
    where scope = 'feed'
),

judged as (
    select
        rules.*,
        coalesce(matched.evidence_count, 0) as evidence_count,
        matched.first_event_on,
        case
            when rules.rule_shape = 'ratio_over_terms' then coalesce(runs.has_passed, false)
            else coalesce(matched.evidence_count, 0) >= coalesce(rules.min_count, 1)
        end as has_fired,
        case
            when rules.rule_shape = 'ratio_over_terms' then runs.has_passed is not null
            else uncovered.subject_id is null
        end as is_covered,
        coalesce(standing.may_identify_needs, false) as has_feed,
        coalesce(standing.is_barred_from_needs, false) as is_barred,
        objections.person_key is not null as is_objected,
        runs.run_starts_on,
        runs.run_ends_on
    from rules
    left join matched
        on rules.subject_id = matched.subject_id and rules.rule_id = matched.rule_id
    left join {{ ref('int_need_term_runs') }} as runs
        on rules.subject_id = runs.subject_id and rules.rule_id = runs.rule_id
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
        judged.on_fire,
        judged.has_fired,
        judged.evidence_count,
        judged.run_starts_on,
        judged.run_ends_on,
        case
            when judged.is_objected then 'not_assessable_objection'
            when judged.has_fired then judged.on_fire
            when
                judged.is_barred
                and (
                    judged.absence_is_conclusive = 0
                    or not judged.has_feed
                    or not judged.is_covered
                )
                then 'not_assessable_no_agreement'
            when judged.absence_is_conclusive = 0 then 'silent'
            when not judged.has_feed then 'not_assessable_no_feed'
            when not judged.is_covered then 'not_assessable_not_covered'
            else 'not_met'
        end as rule_status,
        -- A practitioner's need dates from the day identified, one from data from the assessment.
        case
            when not judged.has_fired then null
            when judged.rule_shape = 'recorded' then judged.first_event_on
            else judged.anchor_on
        end as fired_on
    from judged
)

select * from final
