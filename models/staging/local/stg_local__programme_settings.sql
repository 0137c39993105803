{{ staged_table('local', 'programme_settings') }}
