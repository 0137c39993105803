with final as (
    {{ staged(
        'registers',
        'gate_exceptions',
        {
            'exception_id': 'exception_id',
            'gate': 'gate',
            'feed_code': 'excepted_feed_code',
            'signed_by': 'signed_by',
            'signed_on': 'signed_on',
            'expires_on': 'expires_on',
            'reason': 'reason',
            'recorded_at': 'recorded_at',
        },
    ) }}
)

select * from final
