with staged as (
    {{ staged(
        'early_help',
        'ssd_early_help_episodes',
        {
            'earl_episode_id': 'episode_ref',
            'earl_person_id': 'person_ref',
            'earl_family_id': 'family_ref',
            'earl_episode_start_date': 'started_on',
            'earl_episode_end_date': 'ended_on',
            'earl_episode_reason': 'episode_reason',
            'earl_episode_end_reason': 'close_reason',
            'earl_episode_organisation': 'organisation',
            'earl_episode_worker_id': 'worker_ref',
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
