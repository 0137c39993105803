{{ staged_table('registers', 'family_lookups') }}
