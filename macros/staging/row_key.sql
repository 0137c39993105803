{%- macro row_key(key, columns) -%}
    {%- set parts = [] -%}
    {%- for name in key -%}
        {%- do parts.append("cast(t." ~ (columns[name] or name) ~ " as varchar)") -%}
    {%- endfor -%}
    {%- if parts -%} concat_ws('|', {{ parts | join(', ') }})
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro -%}
