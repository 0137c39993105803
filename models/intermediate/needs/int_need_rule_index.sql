-- The rules that speak to each need of each person, with the window each looks at.
with instances as (
    select * from {{ ref('int_need_index') }}
    where is_in_scope
),

rules as (
    select * from {{ ref('int_rules') }}
    where
        applies_to = 'need'
        and is_active = 1
),

final as (
    select
        instances.need_instance_id as subject_id,
        instances.episode_key,
        instances.authority_code,
        instances.person_key,
        instances.assessed_on as anchor_on,
        rules.rule_id,
        rules.target_code,
        rules.rule_shape,
        rules.coverage_feed,
        rules.window_value,
        rules.min_count,
        rules.comparison,
        rules.threshold,
        rules.on_fire,
        rules.absence_is_conclusive,
        -- n months up to a day: that day, and every day after the same day n months earlier
        case
            when rules.window_unit = 'months' then cast({{ dbt.dateadd(
                'day', 1, dbt.dateadd('month', '-rules.window_value', 'instances.assessed_on')
            ) }} as date)
        end as window_from,
        cast({{ dbt.dateadd('day', 1, 'instances.assessed_on') }} as date) as window_to,
        cast(null as date) as terms_from,
        instances.assessed_on as terms_until
    from instances
    inner join rules
        on
            instances.need_code = rules.target_code
            and instances.assessed_on >= rules.valid_from
            and instances.assessed_on < rules.valid_to
            and (instances.age is null or rules.age_min is null or instances.age >= rules.age_min)
            and (instances.age is null or rules.age_max is null or instances.age <= rules.age_max)
)

select * from final
