{#- Of rows by the ten million, writing them once more takes longer than all else of it. -#}
{%- macro not_written_twice() -%}
    {{ return('view' if target.type == 'duckdb' else 'table') }}
{%- endmacro -%}
