{{ staged_table('homelessness', 'hclic_main') }}
