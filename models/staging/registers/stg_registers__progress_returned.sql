{{ staged_table('registers', 'progress_returned') }}
