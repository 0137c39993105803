{{ staged_table('local_services', 'parenting_programmes') }}
