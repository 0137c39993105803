{{ identity_of('ccis', {
    'stg_ccis__young_people': 'young_people',
    'stg_ccis__activities': 'activities',
    'stg_ccis__characteristics': 'characteristics',
    'stg_ccis__nccis_young_people': 'nccis_young_people',
    'stg_ccis__nccis_activities': 'nccis_activities',
    'stg_ccis__nccis_characteristics': 'nccis_characteristics',
}) }}
