{{ identity_of('family_hubs', {
    'stg_family_hubs__registrations': 'registrations',
    'stg_family_hubs__attendances': 'attendances',
}) }}
