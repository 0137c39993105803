{{ staged_table('early_years', 'eyfsp') }}
