{%- macro valid_uprn(expression) -%}
    {%- set uprn -%}
        {{ safe_cast_number(safe_cast_number(expression, 'decimal(18, 1)'), 'bigint') }}
    {%- endset -%}
    case
        when {{ uprn }} between 1 and 999999999999 then cast({{ uprn }} as {{ dbt.type_string() }})
    end
{%- endmacro -%}
