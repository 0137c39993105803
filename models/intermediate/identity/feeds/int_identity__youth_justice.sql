{{ identity_of('youth_justice', {
    'stg_youth_justice__offences': 'offences',
    'stg_youth_justice__interventions': 'interventions',
}) }}
