with final as (
    {{ staged(
        'registers',
        'decisions',
        {
            'decision_id': 'decision_id',
            'target': 'target',
            'episode_key': 'episode_key',
            'person_key': 'person_key',
            'target_code': 'target_code',
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
