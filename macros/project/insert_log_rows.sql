{#- Statements that insert rows into a table of the build log, 500 rows at a time. -#}
{%- macro insert_log_rows(table, rows) -%}
    {%- for chunk in rows | batch(500) %}
    insert into governance.{{ table }} values
        {%- for row in chunk %}
        ({%- for value in row -%}
            {%- if value is none -%} null
            {%- elif value is string -%}
                {{ 'timestamp ' if value == log_time() }}{{ text_literal(value) }}
            {%- else -%} {{ value }}
            {%- endif -%}
            {{ ', ' if not loop.last }}
        {%- endfor -%}){{ ',' if not loop.last }}
        {%- endfor %};
    {%- endfor %}
{%- endmacro -%}
