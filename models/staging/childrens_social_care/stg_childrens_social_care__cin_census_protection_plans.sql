{{ staged_table('childrens_social_care', 'cin_child_protection_plans') }}
