{{ staged_table('council_tax', 'arrears') }}
