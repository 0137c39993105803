{{ staged_table('childrens_social_care', 'annex_a_list_4_assessments') }}
