with final as (
    {{ staged(
        'local',
        'catalogue_decisions',
        {
            'decision_id': 'decision_id',
            'catalogue_table': 'catalogue_table',
            'row_code': 'row_code',
            'decision': 'decision',
            'column_name': 'column_name',
            'new_value': 'new_value',
            'decided_by': 'decided_by',
            'decided_on': 'decided_on',
            'reason': 'reason',
            'source': 'relied_on',
            'recorded_at': 'recorded_at',
        },
    ) }}
)

select * from final
