{{ staged_table('housing', 'arrears') }}
