{{ staged_table('family_hubs', 'attendances') }}
