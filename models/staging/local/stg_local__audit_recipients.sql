{{ staged_table('local', 'audit_recipients') }}
