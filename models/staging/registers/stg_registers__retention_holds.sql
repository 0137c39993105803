{{ staged_table('registers', 'retention_holds') }}
