{%- macro clean_text(expression) -%}
    nullif({{ trimmed(expression) }}, '')
{%- endmacro -%}
