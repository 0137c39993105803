{%- macro row_key(key, columns) -%}
    {%- set parts = [] -%}
    {%- for name in key -%}
        {%- set value = 't.' ~ (columns[name] or name) -%}
        {%- do parts.append('cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')') -%}
    {%- endfor -%}
    {%- if parts -%} concat_ws('|', {{ parts | join(', ') }})
    {%- else -%} cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro -%}
