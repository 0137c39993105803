{%- macro plausible_date(expression) -%}
    case when {{ expression }} > date '1900-01-01' then {{ expression }} end
{%- endmacro -%}
