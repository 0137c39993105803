{{ staged_table('council_tax', 'liabilities') }}
