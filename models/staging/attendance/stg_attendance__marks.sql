{{ staged_table('attendance', 'marks') }}
