{{ staged_table('homelessness', 'duties') }}
