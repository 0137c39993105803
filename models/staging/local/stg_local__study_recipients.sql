{{ staged_table('local', 'study_recipients') }}
