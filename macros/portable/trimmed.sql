{%- macro trimmed(expression) -%}
    {{ return(adapter.dispatch('trimmed')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__trimmed(expression) -%}
    trim({{ expression }})
{%- endmacro -%}

{#- its own trim leaves the blanks that are not of ASCII, such as one that does not break a line -#}
{%- macro spark__trimmed(expression) -%}
    regexp_replace({{ expression }}, '^\\p{Zs}+|\\p{Zs}+\\z', '')
{%- endmacro -%}
