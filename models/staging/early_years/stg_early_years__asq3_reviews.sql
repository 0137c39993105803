{{ staged_table('early_years', 'asq3') }}
