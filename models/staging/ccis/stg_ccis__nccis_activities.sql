{{ staged_table('ccis', 'nccis_activities') }}
