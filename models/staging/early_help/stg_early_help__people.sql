with staged as (
    {{ staged(
        'early_help',
        'ssd_person',
        {
            'pers_person_id': 'person_ref',
            'pers_upn': 'upn',
            'pers_common_child_id': 'nhs_number',
            'pers_nino': 'nino',
            'pers_forename': 'forename',
            'pers_surname': 'surname',
            'pers_sex': 'sex',
            'pers_gender': 'gender',
            'pers_ethnicity': 'ethnicity',
            'pers_dob': 'date_of_birth',
            'pers_expected_dob': 'expected_date_of_birth',
            'pers_death_date': 'date_of_death',
        },
    ) }}
),

final as (
    select
        *,
        {{ record_key('person', 'person_ref') }} as record_key
    from staged
)

select * from final
