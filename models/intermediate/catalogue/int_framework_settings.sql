-- noqa: disable=LT02
{% set settings = {
    'min_needs': 'integer', 'min_headlines': 'integer', 'min_headlines_strict': 'integer',
    'sustain_months': 'integer', 'dependent_child_max_age': 'integer',
    'dependent_child_status_age': 'integer', 'adult_age': 'integer',
    'reclaim_min_months': 'integer', 'later_needs_count': 'integer',
    'every_child_in_education': 'integer', 'school_age_from': 'integer', 'school_age_to': 'integer',
    'funded_numerator': 'integer', 'funded_denominator': 'integer', 'last_claim_on': 'date',
    'sustain_anchor': 'text', 'same_need_counts': 'text', 'social_care_at_claim': 'text',
    'social_care_step_up': 'text',
} %}
with in_force as (
    select * from {{ ref('int_settings') }}
),

final as (
    select
        in_force.authority_code,
        in_force.framework_version,
        {% for setting, type in settings.items() -%}
        max(case
            when in_force.setting = '{{ setting }}'
                {% if type == 'integer' -%}
                then {{ safe_cast_number('in_force.setting_value', type) }}
                {%- elif type == 'date' -%}
                then {{ safe_date('in_force.setting_value', ['%Y-%m-%d']) }}
                {%- else -%}
                then in_force.setting_value
                {%- endif %}
        end) as {{ setting }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from in_force
    group by
        in_force.authority_code,
        in_force.framework_version
)

select * from final
