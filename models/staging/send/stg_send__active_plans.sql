{{ staged_table('send', 'sen2_active_plan') }}
