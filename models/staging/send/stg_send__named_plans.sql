{{ staged_table('send', 'sen2_named_plan') }}
