{{ staged_table('registers', 'month_ends') }}
