{{ staged_table('health', 'maternity_bookings') }}
