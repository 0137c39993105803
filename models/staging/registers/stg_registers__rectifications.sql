{{ staged_table('registers', 'rectifications') }}
