with staged as (
    {{ staged(
        'early_help',
        'programme_outcomes',
        {
            'outcome_record_id': 'outcome_record_ref',
            'episode_id': 'episode_ref',
            'person_id': 'person_ref',
            'outcome_code': 'outcome_code',
            'outcome_status': 'outcome_status',
            'achieved_on': 'achieved_on',
            'recorded_on': 'recorded_on',
            'recorded_by': 'recorded_by',
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
