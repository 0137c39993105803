-- What each rule says of each need of each person. Whether nothing found is an answer is judged on
-- the window up to the assessment; what comes later can only add.
with rules as (
    select * from {{ ref('int_need_rule_index') }}
),

matched as (
    select
        m.subject_id,
        m.rule_id,
        count(distinct m.evidence_id) as evidence_count
    from {{ ref('int_need_matches') }} as m
    group by
        m.subject_id,
        m.rule_id
),

-- The runs that bear the answer: the one that fired first, else the latest by the assessment.
runs as (
    select ranked.*
    from (
        select
            r.*,
            max(case when r.is_at_anchor and r.has_passed is not null then 1 else 0 end) over (
                partition by r.subject_id, r.rule_id
            ) as is_covered,
            row_number() over (
                partition by r.subject_id, r.rule_id
                order by
                    case when r.has_passed then 0 else 1 end,
                    r.last_term
            ) as answer_rank
        from {{ ref('int_need_term_runs') }} as r
    ) as ranked
    where ranked.answer_rank = 1
),

uncovered as (
    {{ uncovered_subjects(ref('int_need_rule_index'), 'may_identify_needs') }}
),

judged as (
    select
        rules.*,
        firings.fired_on,
        firings.subject_id is not null as has_fired,
        coalesce(matched.evidence_count, 0) as evidence_count,
        case
            when rules.rule_shape = 'ratio_over_terms' then coalesce(runs.is_covered, 0) = 1
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
    left join {{ ref('int_need_firings') }} as firings
        on rules.subject_id = firings.subject_id and rules.rule_id = firings.rule_id
    left join runs
        on rules.subject_id = runs.subject_id and rules.rule_id = runs.rule_id
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
            when judged.has_fired then judged.on_fire
            when judged.is_objected then 'not_assessable_objection'
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
        judged.fired_on
    from judged
)

select * from final
