{{ staged_table('registers', 'claim_checks') }}
