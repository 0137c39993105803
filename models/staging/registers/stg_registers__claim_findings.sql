{{ staged_table('registers', 'claim_findings') }}
