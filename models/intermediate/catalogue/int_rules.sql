-- noqa: disable=LT02
{% set changeable = {
    'window_value': 'integer', 'min_count': 'integer', 'threshold': 'decimal(9, 2)',
    'age_min': 'integer', 'age_max': 'integer', 'is_active': 'integer',
} %}
with overrides as (
    select
        d.row_code as rule_id,
        {% for column, type in changeable.items() -%}
        max(case when d.column_name = '{{ column }}' then 1 else 0 end) as has_{{ column }},
        max(case
            when d.column_name = '{{ column }}'
                then {{ safe_cast_number('d.new_value', type) }}
        end) as {{ column }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_catalogue_decisions') }} as d
    where
        d.catalogue_table = 'rules'
        and d.decision = 'override'
    group by d.row_code
),

final as (
    select
        rules.rule_id,
        rules.framework_version,
        rules.applies_to,
        rules.target_code,
        rules.rule_shape,
        rules.coverage_feed,
        rules.window_unit,
        rules.comparison,
        rules.on_fire,
        rules.absence_is_conclusive,
        rules.valid_from,
        rules.valid_to,
        {% for column in changeable -%}
        case
            when overrides.has_{{ column }} = 1 then overrides.{{ column }}
            else rules.{{ column }}
        end as {{ column }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('rules') }} as rules
    left join overrides on rules.rule_id = overrides.rule_id
)

select * from final
