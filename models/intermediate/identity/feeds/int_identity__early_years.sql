{{ identity_of('early_years', {
    'stg_early_years__entitlements': 'entitlements',
    'stg_early_years__profiles': 'eyfsp',
    'stg_early_years__asq3_reviews': 'asq3',
}) }}
