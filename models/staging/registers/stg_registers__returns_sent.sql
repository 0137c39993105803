{{ staged_table('registers', 'returns_sent') }}
