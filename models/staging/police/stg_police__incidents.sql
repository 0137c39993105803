with staged as (
    {{ staged(
        'police',
        'incidents',
        {
            'incident_ref': 'incident_ref',
            'nominal_ref': 'person_ref',
            'reported_at': 'reported_on',
            'occurred_from': 'occurred_from',
            'occurred_to': 'occurred_to',
            'incident_class': 'incident_class',
            'crime_category': 'crime_category',
            'asb_type': 'asb_type',
            'outcome_code': 'outcome_code',
            'person_role': 'person_role',
            'forename': 'forename',
            'surname': 'surname',
            'dob': 'date_of_birth',
            'sex': 'sex',
            'postcode': 'postcode',
            'uprn': 'uprn',
            'da_flag': 'is_domestic_abuse',
            'dash_risk': 'dash_risk',
        },
        period=['month'],
    ) }}
),

final as (
    select
        s.*,
        {{ record_key(
            'person', reference_or_identity('s.person_ref', 's'), 's.authority_code', 's.feed_code'
        ) }} as record_key
    from staged as s
)

select * from final
