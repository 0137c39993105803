{%- macro shown_count(cell) -%}
    case
        when {{ cell }}.suppression <> 'none' then '[c]'
        when {{ cell }}.cell_value > 0 and {{ cell }}.rounded_value = 0 then '[low]'
        else cast({{ cell }}.rounded_value as {{ dbt.type_string() }})
    end
{%- endmacro -%}
