{{ staged_table('registers', 'forecasts') }}
