{{ staged_table('childrens_social_care', 'annex_a_list_11_adopters') }}
