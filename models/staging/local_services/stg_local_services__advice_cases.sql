{{ staged_table('local_services', 'advice_and_debt') }}
