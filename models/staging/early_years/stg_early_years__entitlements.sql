{{ staged_table('early_years', 'entitlements') }}
