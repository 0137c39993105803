{{ staged_table('homelessness', 'hclic_temporary_accommodation') }}
