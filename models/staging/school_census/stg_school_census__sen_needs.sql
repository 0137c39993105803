with final as (
    {{ staged(
        'school_census',
        'senneeds',
        {
            'pupilonrolltableid': 'pupil_ref',
            'senneedstableid': 'row_ref',
            'NativeId': 'school_ref',
            'sentyperank': 'sen_type_rank',
            'sentype': 'sen_type',
        },
        period=['census_year', 'census_term'],
    ) }}
)

select * from final
