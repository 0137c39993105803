{{ staged_table('registers', 'claim_actions') }}
