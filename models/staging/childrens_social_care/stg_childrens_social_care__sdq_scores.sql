{{ staged_table('childrens_social_care', 'ssd_sdq_scores') }}
