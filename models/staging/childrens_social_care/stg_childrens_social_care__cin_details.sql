{{ staged_table('childrens_social_care', 'cin_details') }}
