{{ staged_table('registers', 'claim_certificates') }}
