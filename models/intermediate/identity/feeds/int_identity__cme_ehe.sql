{{ identity_of('cme_ehe', {'stg_cme_ehe__register_spells': 'register'}) }}
