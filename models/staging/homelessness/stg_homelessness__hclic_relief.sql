{{ staged_table('homelessness', 'hclic_relief') }}
