{#- not `datediff`, which counts one more from month end to month end on Spark -#}
{%- macro months_touched(window_from, window_to) -%}
    {%- set last_day -%} {{ dbt.dateadd('day', -1, window_to) }} {%- endset -%}
    ({{ month_index(last_day) }} - {{ month_index(window_from) }} + 1)
{%- endmacro -%}
