{%- macro family_setting(setting) -%}
    (
        select s.setting_value
        from {{ ref('family_settings') }} as s
        where s.setting = '{{ setting }}'
    )
{%- endmacro -%}
