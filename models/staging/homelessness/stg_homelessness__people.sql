{{ staged_table('homelessness', 'people') }}
