{{ staged_table('ccis', 'characteristics') }}
