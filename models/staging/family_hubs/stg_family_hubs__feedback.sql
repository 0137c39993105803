{{ staged_table('family_hubs', 'feedback') }}
