-- noqa: disable=LT02
{% set codes = [
    'assessment_limit_days', 'drift_review_days', 'drift_open_months',
    'month_closes_after_days', 'month_ends_counted_back', 'worklist_months',
] %}
-- The settings of the figures for dashboards in force: an authority's own where it has one.
with settings as (
    select * from {{ set_locally(
        'reporting_settings',
        'reporting',
        known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']),
        value_type='integer',
    ) }} as s
),

final as (
    select
        settings.authority_code,
        {% for setting in codes -%}
        max(case when settings.setting_code = '{{ setting }}' then settings.setting_value end)
            as {{ setting }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from settings
    group by settings.authority_code
)

select * from final
