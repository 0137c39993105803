{%- macro text_literal(value) -%}
    {{ return(adapter.dispatch('text_literal')(value)) }}
{%- endmacro -%}

{%- macro default__text_literal(value) -%}
    '{{ value | replace("'", "''") }}'
{%- endmacro -%}

{#- there a backslash makes the character after it plain: a quote, and itself -#}
{%- macro spark__text_literal(value) -%}
    '{{ value | replace('\\', '\\\\') | replace("'", "\\'") }}'
{%- endmacro -%}
