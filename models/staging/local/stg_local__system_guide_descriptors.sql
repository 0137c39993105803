{{ staged_table('local', 'system_guide_descriptors') }}
