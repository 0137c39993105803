-- Every need of every person of every assessed episode, once, with what the rules say together.
with instances as (
    select * from {{ ref('int_need_index') }}
),

results as (
    select
        r.subject_id,
        {{ rolled_up_status('r.rule_status') }} as status,
        min(case when r.rule_status = 'met' then r.fired_on end) as identified_on,
        min(case when r.rule_status = 'manual_review' then r.fired_on end) as put_to_review_on,
        bool_or(r.rule_status = 'met' and r.rule_shape = 'recorded') as is_by_practitioner,
        bool_or(r.rule_status = 'met' and r.rule_shape <> 'recorded') as is_by_partner_data,
        sum(case
            when r.has_fired and r.rule_status in ('met', 'manual_review') then r.evidence_count
            else 0
        end) as evidence_count
    from {{ ref('int_need_rule_results') }} as r
    group by r.subject_id
),

decided as (
    select
        instances.*,
        results.status as status_by_rules,
        decisions.decision,
        case
            when not instances.is_in_scope then 'not_applicable'
            when results.status = 'manual_review' and decisions.decision is not null
                then decisions.decision
            -- every rule's age limits exclude the person
            else coalesce(results.status, 'not_applicable')
        end as status,
        case
            when results.status = 'manual_review' and decisions.decision = 'met'
                then results.put_to_review_on
            else results.identified_on
        end as identified_on,
        case
            when results.status = 'manual_review' and decisions.decision is not null
                then 'decision'
            when results.is_by_practitioner and results.is_by_partner_data then 'both'
            when results.is_by_practitioner then 'practitioner'
            when results.is_by_partner_data then 'partner_data'
        end as identified_by,
        coalesce(results.evidence_count, 0) as evidence_count
    from instances
    left join results on instances.need_instance_id = results.subject_id
    left join {{ ref('int_decisions') }} as decisions
        on
            decisions.target = 'need'
            and instances.authority_code = decisions.authority_code
            and instances.episode_key = decisions.episode_key
            and instances.person_key = decisions.person_key
            and instances.need_code = decisions.target_code
)

select * from decided
