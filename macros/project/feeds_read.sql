{#- The feeds whose landed tables a model reads, itself or through tables that are kept. -#}
{%- macro feeds_read(node) -%}
    {%- set feeds = [] -%}
    {%- for parent in node.depends_on.nodes -%}
        {%- if parent in graph.sources -%}
            {%- do feeds.append(graph.sources[parent].source_name) -%}
        {%- elif graph.nodes[parent].config.materialized == 'kept' -%}
            {%- do feeds.extend(feeds_read(graph.nodes[parent])) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(feeds | unique | sort) }}
{%- endmacro -%}
