with instances as (
    select * from {{ ref('int_outcome_index') }}
),

rules as (
    select * from {{ ref('int_rules') }}
    where
        applies_to = 'outcome'
        and is_active = 1
),

final as (
    select
        instances.outcome_instance_id as subject_id,
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
        -- the sustain window: from the day closed up to, and not with, the same day n months later
        case when rules.rule_shape = 'absence_in_window' then instances.closed_on end
            as window_from,
        case
            when rules.rule_shape = 'absence_in_window' then cast({{ dbt.dateadd(
                'month', 'rules.window_value', 'instances.closed_on'
            ) }} as date)
        end as window_to,
        instances.assessed_on as terms_from,
        {{ as_of_date() }} as terms_until
    from instances
    inner join rules
        on
            instances.outcome_code = rules.target_code
            and instances.assessed_on >= rules.valid_from
            and instances.assessed_on < rules.valid_to
)

select * from final
