{%- macro row_key(feed, table, columns) -%}
    {%- set parts = [] -%}
    {%- for name in contract_table(feed, table).row_key or [] -%}
        {%- do parts.append("cast(t." ~ (columns[name] or name) ~ " as varchar)") -%}
    {%- endfor -%}
    {%- if parts -%} concat_ws('|', {{ parts | join(', ') }})
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro -%}
