{{ identity_of('domestic_abuse', {
    'stg_domestic_abuse__marac_people': 'marac_cases',
    'stg_domestic_abuse__idva_support': 'idva_support',
}) }}
