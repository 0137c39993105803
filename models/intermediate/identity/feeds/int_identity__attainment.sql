{{ identity_of('attainment', {'stg_attainment__key_stage_results': 'key_stage_results'}) }}
