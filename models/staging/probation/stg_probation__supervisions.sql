{{ staged_table('probation', 'supervisions') }}
