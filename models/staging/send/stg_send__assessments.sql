{{ staged_table('send', 'sen2_assessment') }}
