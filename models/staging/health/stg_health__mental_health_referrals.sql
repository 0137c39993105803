{{ staged_table('health', 'mental_health_referrals') }}
