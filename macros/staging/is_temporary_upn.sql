{%- macro is_temporary_upn(expression) -%}
    {{ full_match('upper(' ~ expression ~ ')', '[A-Z][0-9]{11}[A-Z]') }}
{%- endmacro -%}
