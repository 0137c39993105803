{{ staged_table('homelessness', 'hclic_people') }}
