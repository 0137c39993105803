{{ staged_table('registers', 'subject_requests') }}
