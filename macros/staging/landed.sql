{%- macro landed(feed, table) -%}
    {%- do ref('landed_files') -%}
    {%- do ref('build_context') -%}
    {{ landed_relation(source(feed, table), feed, table) }}
{%- endmacro -%}
