{{ staged_table('local', 'claim_roles') }}
