{{ staged_table('ccis', 'young_people') }}
