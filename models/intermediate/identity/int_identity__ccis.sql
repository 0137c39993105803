{{ identity_of('ccis', {
    'stg_ccis__young_people': 'young_people',
    'stg_ccis__activities': 'activities',
    'stg_ccis__characteristics': 'characteristics',
}) }}
