{{ area_table('outcomes_by_area', 'outcome') }}
