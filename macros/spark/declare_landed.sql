{#-
    For `on-run-start`, on Spark alone: a table a contract table over the files that intake wrote.
    Made anew in every run, for a contract may have changed; a folder not there yet is no rows.
-#}
{%- macro declare_landed() -%}
    {{ return(adapter.dispatch('declare_landed')()) }}
{%- endmacro -%}

{%- macro default__declare_landed() -%}
{%- endmacro -%}

{%- macro spark__declare_landed() -%}
    {%- if execute -%}
        {%- set folder = env_var('SF_HOME', 'demo') ~ '/warehouse/intake/' -%}
        {%- do run_query('create schema if not exists intake') -%}
        {%- for table in graph.sources.values() -%}
            {%- set name = 'intake.' ~ table.source_name ~ '__' ~ table.name -%}
            {%- set columns = table.columns.keys() | list -%}
            {%- set meta = table.config.meta -%}
            {%- for part in (meta.period or []) + [meta.folder_feed]
                if part and part not in columns -%}
                {%- do columns.append(part) -%}
            {%- endfor -%}
            {%- do run_query('drop table if exists ' ~ name) -%}
            {%- do run_query(
                'create table ' ~ name ~ ' (' ~ columns | join(' string, ') ~ ' string, '
                ~ 'of_authority string, source_file string, source_row bigint, received_at date) '
                ~ "using parquet location '" ~ folder ~ table.source_name ~ '/' ~ table.name ~ "'"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
