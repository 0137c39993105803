{{ staged_table('service_involvement', 'datasources') }}
