{{ identity_of('council_tax', {'stg_council_tax__liabilities': 'liabilities'}) }}
