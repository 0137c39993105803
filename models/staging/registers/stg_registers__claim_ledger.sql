{{ staged_table('registers', 'claim_ledger') }}
