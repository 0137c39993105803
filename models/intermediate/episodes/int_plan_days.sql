-- Days on which a plan that stands was agreed or reviewed. Case systems hold the latest review
-- alone: the ones before it are in what was delivered before.
with told as (
    select * from {{ known_rows(ref('stg_early_help__plans'), ever=true) }}
),

plans as (
    select * from {{ ref('int_episode_plans') }}
),

final as (
    select
        plans.episode_key,
        plans.started_on as plan_day
    from plans
    union
    select
        plans.episode_key,
        told.reviewed_on as plan_day
    from told
    inner join plans
        on
            told.authority_code = plans.authority_code
            and told.plan_ref = plans.plan_ref
    where
        told.reviewed_on <= {{ as_of_date() }}
        and not told.is_deletion
)

select * from final
