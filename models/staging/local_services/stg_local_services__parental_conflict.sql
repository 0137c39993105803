{{ staged_table('local_services', 'parental_conflict') }}
