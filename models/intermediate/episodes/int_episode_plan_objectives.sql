with objectives as (
    select * from {{ known_rows(
        ref('stg_early_help__plan_objectives'), key=['objective_ref']
    ) }}
),

final as (
    select
        plans.episode_key,
        objectives.need_code
    from objectives
    inner join {{ ref('int_episode_plans') }} as plans
        on
            objectives.authority_code = plans.authority_code
            and objectives.plan_ref = plans.plan_ref
    where objectives.need_code is not null
    group by
        plans.episode_key,
        objectives.need_code
)

select * from final
