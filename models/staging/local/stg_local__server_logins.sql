{{ staged_table('local', 'server_logins') }}
