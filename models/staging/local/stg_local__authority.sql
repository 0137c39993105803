with final as (
    {{ staged(
        'local',
        'authority',
        {
            'authority_code': 'recorded_authority_code',
            'gss_code': 'gss_code',
            'authority_name': 'authority_name',
            'funding_model': 'funding_model',
            'recorded_at': 'recorded_at',
        },
    ) }}
)

select * from final
