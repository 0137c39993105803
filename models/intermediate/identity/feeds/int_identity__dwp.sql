{{ identity_of('dwp', {'stg_dwp__matching_results': 'matching_results'}) }}
