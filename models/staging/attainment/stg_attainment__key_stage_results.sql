{{ staged_table('attainment', 'key_stage_results') }}
