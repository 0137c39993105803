{%- macro contract_source(feed, table) -%}
    {%- set key = 'source.' ~ project_name ~ '.' ~ feed ~ '.' ~ table -%}
    {{ return(graph.sources[key] if execute else {'columns': {}, 'config': {'meta': {}}}) }}
{%- endmacro -%}
