{{ staged_table('health', 'health_visiting_reviews') }}
