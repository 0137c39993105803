{{ staged_table('local_services', 'young_carers') }}
