{%- macro set_locally(table, kind, changed, key='setting_code', kept=[], value='setting_value', value_type=none) -%}
    (
        select
            authorities.authority_code,
            national.{{ key }},
            {% for column in kept -%}
            national.{{ column }},
            {% endfor -%}
            coalesce(
                {{ safe_cast_number('changed.setting_value', value_type)
                    if value_type else 'changed.setting_value' }},
                national.{{ value }}
            ) as {{ value }}
        from {{ ref(table) }} as national
        cross join {{ ref('int_authorities') }} as authorities
        left join {{ changed }} as changed
            on
                authorities.authority_code = changed.authority_code
                and national.{{ key }} = changed.setting
                and changed.framework_version = '{{ kind }}'
    )
{%- endmacro -%}
