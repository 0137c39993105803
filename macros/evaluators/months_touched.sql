{%- macro months_touched(window_from, window_to) -%}
    {%- set last_day -%} {{ dbt.dateadd('day', -1, window_to) }} {%- endset -%}
    cast({{ dbt.datediff(window_from, last_day, 'month') }} as integer) + 1
{%- endmacro -%}
