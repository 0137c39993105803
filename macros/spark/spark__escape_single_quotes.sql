{#- For the rows of unit tests; dbt-spark's own forgets the backslash itself. -#}
{%- macro spark__escape_single_quotes(expression) -%}
    {{ expression | replace('\\', '\\\\') | replace("'", "\\'") }}
{%- endmacro -%}
