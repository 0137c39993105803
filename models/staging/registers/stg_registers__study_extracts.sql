{{ staged_table('registers', 'study_extracts') }}
