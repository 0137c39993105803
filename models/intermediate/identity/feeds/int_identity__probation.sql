{{ identity_of('probation', {'stg_probation__supervisions': 'supervisions'}) }}
