{{ staged_table('service_involvement', 'school') }}
