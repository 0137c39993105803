{{ staged_table('registers', 'destroyed_records') }}
