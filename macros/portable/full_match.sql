{%- macro full_match(expression, pattern) -%}
    {{ return(adapter.dispatch('full_match')(expression, pattern)) }}
{%- endmacro -%}

{%- macro duckdb__full_match(expression, pattern) -%}
    regexp_full_match({{ expression }}, '{{ pattern }}')
{%- endmacro -%}

{%- macro spark__full_match(expression, pattern) -%}
    regexp_like({{ expression }}, '\\A(?:{{ pattern }})\\z')
{%- endmacro -%}
