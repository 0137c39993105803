{{ staged_table('registers', 'claim_reviews') }}
