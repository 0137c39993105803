-- Each met need of a person with the best and the worst its outcomes say.
with needs as (
    select * from {{ ref('int_family_needs') }}
    where status = 'met'
),

outcomes as (
    select
        o.need_instance_id,
        bool_or(o.status = 'met') as is_any_met,
        bool_or(o.status = 'manual_review') as is_any_review,
        bool_or(o.status = 'not_met') as is_any_not_met,
        bool_or(o.status like 'not_assessable%' and o.status <> 'not_assessable_too_early')
            as is_any_not_assessable,
        bool_or(o.status = 'not_assessable_too_early') as is_any_too_early,
        min(case when o.status = 'met' then o.achieved_on end) as achieved_on,
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
        outcomes.achieved_on,
        outcomes.assessable_on,
        case
            when outcomes.is_any_review then 'outcome_manual_review'
            when outcomes.is_any_met then null
            when outcomes.is_any_not_met then 'outcome_not_met'
            when outcomes.is_any_too_early and not outcomes.is_any_not_assessable
                then 'outcome_too_early'
            when outcomes.is_any_not_assessable then 'outcome_not_assessable'
            else 'outcome_not_assessable'
        end as blocker_code
    from needs
    left join outcomes on needs.need_instance_id = outcomes.need_instance_id
)

select * from final
