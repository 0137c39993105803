{%- macro contract_table(feed, table) -%}
    {{ return(contract_source(feed, table).config.meta) }}
{%- endmacro -%}
