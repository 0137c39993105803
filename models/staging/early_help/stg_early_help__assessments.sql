with final as (
    {{ staged(
        'early_help',
        'programme_assessments',
        {
            'assessment_id': 'assessment_ref',
            'episode_id': 'episode_ref',
            'assessment_type': 'assessment_type',
            'started_on': 'started_on',
            'completed_on': 'completed_on',
            'family_voice_captured': 'is_family_voice_captured',
        },
    ) }}
)

select * from final
