{%- macro standard_name(expression) -%}
    {{ keep_characters('upper(' ~ without_accents(expression) ~ ')', 'A-Z0-9') }}
{%- endmacro -%}
