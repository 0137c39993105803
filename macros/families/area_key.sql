{%- macro area_key(authority, area_type, area_code) -%}
    {{ authority }} || '|'
    || case when {{ area_code }} is null then 'not_known' else '{{ area_type }}' end
    || '|' || coalesce({{ area_code }}, 'not_known')
{%- endmacro -%}
