{%- macro row_problems(checked, columns, contract) -%}
    {%- set tests = [] -%}
    {%- for name in checked if type_problem(contract[name]) -%}
        {%- do tests.append(
            "case when t.has__" ~ name | lower ~ " and t." ~ columns[name] ~ " is null then '"
            ~ name ~ ": " ~ type_problem(contract[name]) ~ "' end"
        ) -%}
    {%- endfor -%}
    {%- if tests -%} nullif(concat_ws('; ', {{ tests | join(', ') }}), '')
    {%- else -%} cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro -%}
