{{ area_table('needs_by_area', 'need') }}
