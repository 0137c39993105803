{%- macro plus_window(rule, day, sign='') -%}
    case {{ rule }}.window_unit
        when 'months' then cast({{ dbt.dateadd(
            'month', sign ~ rule ~ '.window_value', day
        ) }} as date)
        when 'weeks' then cast({{ dbt.dateadd(
            'day', sign ~ '7 * ' ~ rule ~ '.window_value', day
        ) }} as date)
    end
{%- endmacro -%}
