{%- macro without_accents(expression) -%}
    {{ return(adapter.dispatch('without_accents')(expression)) }}
{%- endmacro -%}

{%- macro duckdb__without_accents(expression) -%}
    strip_accents({{ expression }})
{%- endmacro -%}

{#- accents that are characters of their own go; letters that have theirs are exchanged -#}
{%- macro spark__without_accents(expression) -%}
    {%- set letters = accented_letters() -%}
    regexp_replace(
        translate({{ expression }}, '{{ letters.accented }}', '{{ letters.plain }}'), '\\p{Mn}', ''
    )
{%- endmacro -%}
