{{ staged_table('local', 'programme_facts') }}
