{{ identity_of('send', {
    'stg_send__people': 'sen2_person',
    'stg_send__requests': 'sen2_request',
    'stg_send__assessments': 'sen2_assessment',
    'stg_send__named_plans': 'sen2_named_plan',
    'stg_send__active_plans': 'sen2_active_plan',
    'stg_send__sen_needs': 'sen2_sen_need',
}) }}
