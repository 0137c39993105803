with final as (
    {{ staged(
        'early_help',
        'programme_lead_practitioners',
        {
            'lead_id': 'lead_ref',
            'episode_id': 'episode_ref',
            'worker_id': 'worker_ref',
            'organisation': 'organisation',
            'team': 'team',
            'lead_from': 'lead_from',
            'lead_to': 'lead_to',
            'recognised_by_family': 'is_recognised_by_family',
        },
    ) }}
)

select * from final
