{{ staged_table('registers', 'destructions') }}
