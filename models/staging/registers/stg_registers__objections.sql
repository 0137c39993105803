with final as (
    {{ staged(
        'registers',
        'objections',
        {
            'objection_id': 'objection_id',
            'feed_code': 'feed_code_objected_in',
            'source_person_ref': 'source_person_ref',
            'scope': 'scope',
            'objected_feed_code': 'objected_feed_code',
            'objected_on': 'objected_on',
            'decision': 'decision',
            'decided_by': 'decided_by',
            'decided_on': 'decided_on',
            'reason': 'reason',
            'withdrawn_on': 'withdrawn_on',
            'recorded_at': 'recorded_at',
        },
    ) }}
)

select * from final
