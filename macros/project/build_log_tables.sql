{#- Statements that make the tables of the build log where they are missing. -#}
{%- macro build_log_tables() -%}
    {%- set text = dbt.type_string() -%}
    create schema if not exists governance;
    create table if not exists governance.build_run (
        invocation_id {{ text }}, started_at timestamp, command {{ text }}, narrowed_by {{ text }}
    );
    create table if not exists governance.build_expected (
        invocation_id {{ text }}, node_id {{ text }}, resource_type {{ text }},
        schema_name {{ text }}, table_name {{ text }}, is_required boolean
    );
    create table if not exists governance.build_log (
        invocation_id {{ text }}, started_at timestamp, command {{ text }}, node_id {{ text }},
        resource_type {{ text }}, node_name {{ text }}, status {{ text }}, severity {{ text }},
        is_gate boolean, failures bigint
    );
{%- endmacro -%}
