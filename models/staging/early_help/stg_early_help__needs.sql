with staged as (
    {{ staged(
        'early_help',
        'programme_needs',
        {
            'need_record_id': 'need_record_ref',
            'episode_id': 'episode_ref',
            'person_id': 'person_ref',
            'need_code': 'need_code',
            'identified_on': 'identified_on',
            'identified_by': 'identified_by',
            'evidence_source': 'evidence_source',
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
