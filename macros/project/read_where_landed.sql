{#- Marks are a hundred million rows: written once more they would take longer than all else of it. -#}
{%- macro read_where_landed() -%}
    {{ return('view' if target.type == 'duckdb' else 'table') }}
{%- endmacro -%}
