-- Each need that asks for an outcome, with the best and the worst its outcomes say: every met need,
-- and what the version asks of every child (R12).
with outcomes as (
    select
        o.need_instance_id,
        bool_or(o.status = 'met') as is_any_met,
        bool_or(o.status = 'manual_review') as is_any_review,
        bool_or(o.status = 'not_met') as is_any_not_met,
        bool_or(o.status like 'not_assessable%' and o.status <> 'not_assessable_too_early')
            as is_any_not_assessable,
        bool_or(o.status = 'not_assessable_too_early') as is_any_too_early,
        min(case when o.status = 'met' then o.achieved_on end) as achieved_on,
        min(case when o.status = 'met' then o.reached_on end) as reached_on,
        min(o.assessable_on) as assessable_on
    from {{ ref('int_family_outcomes') }} as o
    group by o.need_instance_id
),

final as (
    select
        needs.need_instance_id,
        needs.episode_key,
        needs.person_key,
        needs.need_code,
        needs.headline_code,
        outcomes.achieved_on,
        outcomes.reached_on,
        outcomes.assessable_on,
        case
            when outcomes.is_any_review then 'outcome_manual_review'
            when outcomes.is_any_met then null
            when outcomes.is_any_not_met then 'outcome_not_met'
            when outcomes.is_any_too_early and not outcomes.is_any_not_assessable
                then 'outcome_too_early'
            else 'outcome_not_assessable'
        end as blocker_code
    from {{ ref('int_family_needs') }} as needs
    left join outcomes on needs.need_instance_id = outcomes.need_instance_id
    where
        needs.status = 'met'
        or outcomes.need_instance_id is not null
)

select * from final
