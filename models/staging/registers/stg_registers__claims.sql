with final as (
    {{ staged(
        'registers',
        'claims',
        {
            'claim_id': 'claim_id',
            'authority_code': 'recorded_authority_code',
            'family_key': 'family_key',
            'episode_key': 'episode_key',
            'framework_version': 'framework_version',
            'claim_window': 'claim_window',
            'submitted_on': 'submitted_on',
            'amount_gbp': 'amount_gbp',
            'recorded_at': 'recorded_at',
        },
    ) }}
)

select * from final
