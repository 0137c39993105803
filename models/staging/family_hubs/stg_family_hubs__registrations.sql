{{ staged_table('family_hubs', 'registrations') }}
