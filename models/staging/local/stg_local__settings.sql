with final as (
    {{ staged(
        'local',
        'settings',
        {
            'framework_version': 'framework_version',
            'setting': 'setting',
            'setting_value': 'setting_value',
            'set_by': 'set_by',
            'reason': 'reason',
            'recorded_at': 'recorded_at',
        },
    ) }}
)

select * from final
