{{ staged_table('local', 'areas') }}
