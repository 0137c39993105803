{{ identity_of('homelessness', {
    'stg_homelessness__people': 'people',
    'stg_homelessness__hclic_people': 'hclic_people',
}) }}
