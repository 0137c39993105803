{{ staged_table('ccis', 'nccis_characteristics') }}
