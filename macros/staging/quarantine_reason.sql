{%- macro quarantine_reason(checked, columns, contract, key) -%}
    {%- set tests = [] -%}
    {#- a deletion needs the key of its row and nothing else -#}
    {%- set stays = " and coalesce(t.row_action, '') <> 'D'" if 'row_action' in columns.values() -%}
    {%- for name in checked if contract[name].required -%}
        {%- do tests.append(
            "case when t." ~ columns[name] ~ " is null"
            ~ (stays if stays and name not in key else '') ~ " then '" ~ name
            ~ ": required, and empty or not valid' end"
        ) -%}
    {%- endfor -%}
    {%- if tests -%} nullif(concat_ws('; ', {{ tests | join(', ') }}), '')
    {%- else -%} cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro -%}
