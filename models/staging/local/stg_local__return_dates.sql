{{ staged_table('local', 'return_dates') }}
