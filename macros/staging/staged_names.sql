{%- macro staged_names(feed, table) -%}
    {%- set names = {} -%}
    {%- for name, meta in contract_columns(feed, table).items() -%}
        {%- do names.update({name: meta.as or name}) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro -%}
