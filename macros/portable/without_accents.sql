{%- macro without_accents(expression) -%}
    {{ return(adapter.dispatch('without_accents')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__without_accents(expression) -%}
    strip_accents({{ expression }})
{%- endmacro -%}
