{{ identity_of('housing', {
    'stg_housing__tenants': 'tenancies',
    'stg_housing__asb_cases': 'asb_cases',
}) }}
