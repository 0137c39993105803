{{ staged_table('registers', 'pack_openings') }}
