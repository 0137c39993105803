{{ staged_table('health', 'immunisations') }}
