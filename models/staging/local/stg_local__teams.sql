{{ staged_table('local', 'teams') }}
