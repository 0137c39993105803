with final as (
    {{ staged(
        'early_help',
        'programme_plans',
        {
            'plan_id': 'plan_ref',
            'episode_id': 'episode_ref',
            'started_on': 'started_on',
            'reviewed_on': 'reviewed_on',
            'ended_on': 'ended_on',
        },
    ) }}
)

select * from final
