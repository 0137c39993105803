with final as (
    {{ staged(
        'registers',
        'retirements',
        {
            'retirement_id': 'retirement_id',
            'family_key': 'family_key',
            'retired_on': 'retired_on',
            'reason': 'reason',
            'reason_code': 'reason_code',
            'decided_by': 'decided_by',
            'recorded_at': 'recorded_at',
        },
    ) }}
)

select * from final
