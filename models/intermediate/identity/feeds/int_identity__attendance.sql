{{ identity_of('attendance', {'stg_attendance__pupils': 'pupils'}) }}
