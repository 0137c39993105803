{%- macro quarantine_reason(checked, columns, contract) -%}
    {%- set tests = [] -%}
    {%- for name in checked if contract[name].required -%}
        {%- do tests.append(
            "case when t." ~ columns[name] ~ " is null then '" ~ name
            ~ ": required, and empty or not valid' end"
        ) -%}
    {%- endfor -%}
    {%- if tests -%} nullif(concat_ws('; ', {{ tests | join(', ') }}), '')
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro -%}
