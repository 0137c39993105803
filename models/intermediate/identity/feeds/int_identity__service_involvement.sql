{{ identity_of('service_involvement', {
    'stg_service_involvement__people': 'person',
    'stg_service_involvement__adult_social_care': 'adult_social_care',
    'stg_service_involvement__housing': 'housing',
    'stg_service_involvement__police': 'police',
    'stg_service_involvement__police_offences': 'police_offence',
    'stg_service_involvement__schools': 'school',
}) }}
