{{ staged_table('domestic_abuse', 'marac_cases') }}
