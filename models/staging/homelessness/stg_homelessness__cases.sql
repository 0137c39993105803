{{ staged_table('homelessness', 'cases') }}
