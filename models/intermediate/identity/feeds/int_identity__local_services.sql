{{ identity_of('local_services', {
    'stg_local_services__parenting_programmes': 'parenting_programmes',
    'stg_local_services__parental_conflict': 'parental_conflict',
    'stg_local_services__young_carers': 'young_carers',
    'stg_local_services__advice_cases': 'advice_and_debt',
}) }}
