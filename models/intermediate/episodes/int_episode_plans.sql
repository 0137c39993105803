with plans as (
    select * from {{ known_rows(
        ref('stg_early_help__plans'), key=['plan_ref']
    ) }}
),

final as (
    select
        parts.episode_key,
        plans.authority_code,
        plans.plan_ref,
        plans.started_on
    from plans
    inner join {{ ref('int_episode_parts') }} as parts
        on
            plans.authority_code = parts.authority_code
            and plans.episode_ref = parts.episode_ref
    where plans.started_on <= {{ as_of_date() }}
)

select * from final
