-- The rules over partner evidence by which everybody is looked through: those of the framework in
-- force on the as-of date, with the window that each looks at.
with rules as (
    select
        rules.*,
        needs.headline_code,
        needs.person_scope,
        cast({{ as_of_date() }} as date) as anchor_on
    from {{ ref('int_rules') }} as rules
    inner join {{ ref('needs') }} as needs on rules.target_code = needs.need_code
    inner join {{ ref('framework_versions') }} as versions
        on needs.framework_version = versions.framework_version
    where
        rules.applies_to = 'need'
        and rules.is_active = 1
        and rules.rule_shape in (
            'count_in_window', 'ratio_over_terms', 'state_at_date', 'off_roll'
        )
        and (rules.rule_shape <> 'count_in_window' or rules.window_unit = 'months')
        and rules.on_fire in ('met', 'manual_review')
        and rules.valid_from <= {{ as_of_date() }}
        and rules.valid_to > {{ as_of_date() }}
        and needs.valid_from <= {{ as_of_date() }}
        and needs.valid_to > {{ as_of_date() }}
        and versions.valid_from <= {{ as_of_date() }}
        and versions.valid_to > {{ as_of_date() }}
),

final as (
    select
        rules.authority_code,
        rules.rule_id,
        rules.target_code,
        rules.headline_code,
        rules.person_scope,
        rules.rule_shape,
        rules.coverage_feed,
        rules.window_value,
        coalesce(rules.min_count, 1) as min_count,
        rules.comparison,
        rules.threshold,
        rules.age_min,
        rules.age_max,
        rules.on_fire,
        rules.anchor_on,
        case
            when rules.window_unit = 'months' then cast({{ dbt.dateadd(
                'day', 1, dbt.dateadd('month', '-rules.window_value', 'rules.anchor_on')
            ) }} as date)
        end as window_from,
        cast({{ dbt.dateadd('day', 1, 'rules.anchor_on') }} as date) as window_to,
        case
            when rules.rule_shape = 'count_in_window' then cast({{ dbt.dateadd(
                'day', 1, dbt.dateadd('month', '-rules.window_value', 'rules.anchor_on')
            ) }} as date)
            else cast({{ dbt.dateadd('day', 1, 'rules.anchor_on') }} as date)
        end as seen_from,
        cast({{ dbt.dateadd('day', 1, 'rules.anchor_on') }} as date) as seen_until,
        cast(null as date) as terms_from,
        rules.anchor_on as terms_until
    from rules
)

select * from final
