{{ identity_of('substance_misuse', {'stg_substance_misuse__treatments': 'treatments'}) }}
