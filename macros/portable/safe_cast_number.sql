{%- macro safe_cast_number(expression, type) -%}
    {{ return(adapter.dispatch('safe_cast_number')(expression, type)) }}
{%- endmacro -%}

{%- macro duckdb__safe_cast_number(expression, type) -%}
    try_cast({{ expression }} as {{ type }})
{%- endmacro -%}
