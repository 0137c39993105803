with final as (
    {{ staged(
        'school_census',
        'fsmperiods',
        {
            'pupilonrolltableid': 'pupil_ref',
            'NativeId': 'school_ref',
            'fsmstartdate': 'eligible_from',
            'fsmenddate': 'eligible_to',
            'ukcountry': 'country',
        },
        period=['census_year', 'census_term'],
    ) }}
)

select * from final
