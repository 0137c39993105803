{{ staged_table('service_involvement', 'adult_social_care') }}
