{{ staged_table('service_involvement', 'person') }}
