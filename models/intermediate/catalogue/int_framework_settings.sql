-- noqa: disable=LT02
{% set settings = [
    'min_needs', 'min_headlines', 'sustain_months', 'dependent_child_max_age',
    'dependent_child_status_age', 'adult_age', 'reclaim_min_months', 'result_payment_gbp',
] %}
with changed as (
    select * from {{ known_rows(
        ref('stg_local__settings'), key=['framework_version', 'setting']
    ) }}
),

in_force as (
    select
        national.framework_version,
        national.setting,
        case
            when changed.setting is null then national.setting_value
            else changed.setting_value
        end as setting_value
    from {{ ref('framework_settings') }} as national
    left join changed
        on
            national.framework_version = changed.framework_version
            and national.setting = changed.setting
),

final as (
    select
        in_force.framework_version,
        {% for setting in settings -%}
        max(case
            when in_force.setting = '{{ setting }}'
                then {{ safe_cast_number('in_force.setting_value', 'integer') }}
        end) as {{ setting }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from in_force
    group by in_force.framework_version
)

select * from final
