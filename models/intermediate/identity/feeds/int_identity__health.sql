{{ identity_of('health', {
    'stg_health__health_visiting_reviews': 'health_visiting_reviews',
    'stg_health__maternity_bookings': 'maternity_bookings',
    'stg_health__immunisations': 'immunisations',
    'stg_health__ae_attendances': 'ae_attendances',
    'stg_health__mental_health_referrals': 'mental_health_referrals',
    'stg_health__measures': 'measures',
}) }}
