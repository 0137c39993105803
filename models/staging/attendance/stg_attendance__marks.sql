{{ config(materialized=not_written_twice()) }}

{{ staged_table('attendance', 'marks') }}
