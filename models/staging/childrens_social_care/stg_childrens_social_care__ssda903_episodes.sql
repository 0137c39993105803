{{ staged_table('childrens_social_care', 'ssda903_episodes') }}
