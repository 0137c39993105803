{{ staged_table('housing', 'possession_actions') }}
