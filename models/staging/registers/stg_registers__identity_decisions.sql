{{ staged_table('registers', 'identity_decisions') }}
