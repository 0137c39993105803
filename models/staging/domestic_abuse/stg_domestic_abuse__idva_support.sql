{{ staged_table('domestic_abuse', 'idva_support') }}
