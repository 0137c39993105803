{{ config(materialized=read_where_landed()) }}

{{ staged_table('attendance', 'marks') }}
