{%- macro contract_columns(feed, table) -%}
    {%- set columns = {} -%}
    {%- for name, column in contract_source(feed, table).columns.items() -%}
        {%- do columns.update({name: column.config.meta}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro -%}
