{{ staged_table('attendance', 'pupils') }}
