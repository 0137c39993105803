with staged as (
    {{ staged(
        'police',
        'missing_episodes',
        {
            'missing_ref': 'missing_ref',
            'nominal_ref': 'person_ref',
            'missing_from': 'missing_from',
            'missing_to': 'missing_to',
            'risk': 'risk',
            'return_interview_offered': 'is_return_interview_offered',
            'return_interview_accepted': 'is_return_interview_accepted',
            'forename': 'forename',
            'surname': 'surname',
            'dob': 'date_of_birth',
            'sex': 'sex',
            'postcode': 'postcode',
            'uprn': 'uprn',
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
