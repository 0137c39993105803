{{ staged_table('ccis', 'activities') }}
