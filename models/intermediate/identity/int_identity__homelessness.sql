{{ identity_of('homelessness', {'stg_homelessness__people': 'people'}) }}
