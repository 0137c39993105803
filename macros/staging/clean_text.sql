{%- macro clean_text(expression) -%}
    nullif(trim({{ expression }}), '')
{%- endmacro -%}
