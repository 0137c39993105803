{%- macro plain_number(expression) -%}
    trim(trailing '.' from trim(trailing '0' from cast(
        cast({{ expression }} as decimal(9, 2)) as {{ dbt.type_string() }}
    )))
{%- endmacro -%}
