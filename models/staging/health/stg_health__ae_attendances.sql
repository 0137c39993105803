{{ staged_table('health', 'ae_attendances') }}
