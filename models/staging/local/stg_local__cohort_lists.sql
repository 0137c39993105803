{{ staged_table('local', 'cohort_lists') }}
