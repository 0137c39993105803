{{ staged_table('service_involvement', 'police_offence') }}
