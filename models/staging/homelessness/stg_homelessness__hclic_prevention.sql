{{ staged_table('homelessness', 'hclic_prevention') }}
