{#-
    A table that stays as it is for as long as what it is made from holds the same. What that was is
    the comment of the table, put down after the table: a build that ends in between leaves a table
    that the next build makes again.
-#}
{%- materialization kept, adapter='duckdb' -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set made_from, made_from_before = run_query(made_from_query()).rows[0].values() -%}
    {%- if
        existing is not none and made_from is not none and made_from == made_from_before
        and not should_full_refresh()
    -%}
        {%- call noop_statement('main', 'KEPT', 'KEPT') -%}
            {{ compiled_code }}
        {%- endcall -%}
        {{ return({'relations': [existing]}) }}
    {%- endif -%}
    {%- set made = materialization_table_duckdb() -%}
    {%- do run_query(
        'comment on table ' ~ this ~ ' is ' ~ (text_literal(made_from) if made_from else 'null')
    ) -%}
    {{ return(made) }}
{%- endmaterialization -%}
