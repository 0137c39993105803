{{ staged_table('early_help', 'programme_feedback') }}
