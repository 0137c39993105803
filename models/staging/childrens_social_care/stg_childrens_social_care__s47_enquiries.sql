{{ staged_table('childrens_social_care', 'ssd_s47_enquiry') }}
