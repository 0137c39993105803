{#- Statements that keep the last `keep` invocations of the build log. -#}
{%- macro prune_build_log(keep) -%}
    {{ return(adapter.dispatch('prune_build_log')(keep)) }}
{%- endmacro -%}

{%- macro default__prune_build_log(keep) -%}
    {%- for table in ['build_log', 'build_expected', 'build_run'] %}
    delete from governance.{{ table }}
    where invocation_id not in (
        select invocation_id from governance.build_run order by started_at desc limit {{ keep }}
    );
    {%- endfor %}
{%- endmacro -%}

{#- tables of Parquet files take no `delete`: there the log is kept whole -#}
{%- macro spark__prune_build_log(keep) -%}
{%- endmacro -%}
