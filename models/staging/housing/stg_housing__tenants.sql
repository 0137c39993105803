{{ staged_table('housing', 'tenancies') }}
