{#- What a whole build must hold; a test that only tells (warn, no gate) is not required. -#}
{%- macro expected_nodes() -%}
    {%- set rows = [] -%}
    {%- for node in graph.nodes.values() -%}
        {%- if node.resource_type in ['model', 'seed', 'snapshot'] -%}
            {%- do rows.append([
                invocation_id, node.unique_id, node.resource_type, node.schema, node.alias,
                node.config.materialized != 'ephemeral'
            ]) -%}
        {%- elif node.resource_type == 'test' -%}
            {%- do rows.append([
                invocation_id, node.unique_id, node.resource_type, none, none,
                node.config.severity | lower == 'error' or 'gate' in node.tags
            ]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(rows) }}
{%- endmacro -%}
