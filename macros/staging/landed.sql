{%- macro landed(feed, table) -%}
    {%- do ref('landed_files') -%}
    {%- do ref('build_context') -%}
    {{ source(feed, table) }}
{%- endmacro -%}
