{{ staged_table('homelessness', 'temporary_accommodation') }}
