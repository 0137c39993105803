{{ staged_table('childrens_social_care', 'cin_section_47') }}
