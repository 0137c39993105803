{%- macro contract_columns(feed, table) -%}
    {%- set found = namespace(columns={}) -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() if node.source_name == feed and node.name == table -%}
            {%- for name, column in node.columns.items() -%}
                {%- do found.columns.update({name: column.config.meta}) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.columns) }}
{%- endmacro -%}
