{{ staged_table('ccis', 'nccis_young_people') }}
