{{ staged_table('service_involvement', 'housing') }}
