{#- Tables that take in rows of new files alone need an engine that deletes rows: Spark's files do not. -#}
{%- macro kept_between_builds() -%}
    {{ return('incremental' if target.type == 'duckdb' else 'table') }}
{%- endmacro -%}
