{%- macro programme_settings_on(day, settings) -%}
    (
        select
            s.authority_code,
            {% for setting, type in settings.items() -%}
            max(case
                when s.setting = '{{ setting }}'
                    then {{ 's.setting_value' if type == 'text'
                        else safe_cast_number('s.setting_value', type) }}
            end) as {{ setting }}
            {{- ',' if not loop.last }}
            {% endfor %}
        from {{ ref('int_programme_settings') }} as s
        where
            s.valid_from <= {{ day }}
            and s.valid_to > {{ day }}
        group by s.authority_code
    )
{%- endmacro -%}
