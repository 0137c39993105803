{{ staged_table('housing', 'asb_cases') }}
