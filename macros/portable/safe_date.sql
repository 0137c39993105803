{%- macro safe_date(expression, formats) -%}
    {{ return(adapter.dispatch('safe_date')(expression, formats)) }}
{%- endmacro -%}

{%- macro duckdb__safe_date(expression, formats) -%}
    cast(try_strptime({{ expression }}, ['{{ formats | join("', '") }}']) as date)
{%- endmacro -%}
