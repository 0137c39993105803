{{ staged_table('local', 'claim_windows') }}
