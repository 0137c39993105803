{{ staged_table('childrens_social_care', 'annex_a_list_6_children_in_need') }}
