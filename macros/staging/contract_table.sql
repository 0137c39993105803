{%- macro contract_table(feed, table) -%}
    {%- set found = namespace(meta={}) -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() if node.source_name == feed and node.name == table -%}
            {%- set found.meta = node.config.meta -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.meta) }}
{%- endmacro -%}
