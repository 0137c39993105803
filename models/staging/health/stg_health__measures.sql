{{ staged_table('health', 'measures') }}
