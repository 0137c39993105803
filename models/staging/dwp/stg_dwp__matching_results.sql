{{ staged_table('dwp', 'matching_results') }}
