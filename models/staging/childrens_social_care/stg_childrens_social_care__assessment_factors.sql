{{ staged_table('childrens_social_care', 'ssd_assessment_factors') }}
