{#- the sharp s has two capitals, and engines differ in which of them it gets -#}
{%- macro standard_name(expression) -%}
    {%- set plain = without_accents('replace(' ~ expression ~ ", 'ß', 'ss')") -%}
    {{ keep_characters('upper(' ~ plain ~ ')', 'A-Z0-9') }}
{%- endmacro -%}
