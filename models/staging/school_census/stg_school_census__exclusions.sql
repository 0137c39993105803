with onroll as (
    {{ staged(
        'school_census',
        'termlyexclusionsonroll',
        {
            'pupilonrolltableid': 'pupil_ref',
            'termlyexclusionsonrolltableid': 'row_ref',
            'NativeId': 'school_ref',
            'startdate': 'started_on',
            'sessions': 'sessions',
            'reason1': 'reason_1',
            'reason2': 'reason_2',
            'reason3': 'reason_3',
            'category': 'category',
        },
        period=['census_year', 'census_term'],
    ) }}
),

offroll as (
    {{ staged(
        'school_census',
        'termlyexclusionsoffroll',
        {
            'pupilnolongeronrolltableid': 'pupil_ref',
            'termlyexclusionsoffrolltableid': 'row_ref',
            'NativeId': 'school_ref',
            'startdate': 'started_on',
            'sessions': 'sessions',
            'reason1': 'reason_1',
            'reason2': 'reason_2',
            'reason3': 'reason_3',
            'category': 'category',
        },
        period=['census_year', 'census_term'],
    ) }}
),

final as (
    select
        onroll.authority_code,
        onroll.feed_code,
        onroll.landed_table,
        onroll.source_file,
        onroll.source_row,
        onroll.received_at,
        onroll.census_year,
        onroll.census_term,
        onroll.pupil_ref,
        onroll.row_ref,
        onroll.school_ref,
        onroll.started_on,
        onroll.sessions,
        onroll.reason_1,
        onroll.reason_2,
        onroll.reason_3,
        onroll.category,
        true as is_on_roll,
        onroll.row_key,
        onroll.is_deletion,
        onroll.row_problems,
        onroll.quarantine_reason
    from onroll
    union all
    select
        offroll.authority_code,
        offroll.feed_code,
        offroll.landed_table,
        offroll.source_file,
        offroll.source_row,
        offroll.received_at,
        offroll.census_year,
        offroll.census_term,
        offroll.pupil_ref,
        offroll.row_ref,
        offroll.school_ref,
        offroll.started_on,
        offroll.sessions,
        offroll.reason_1,
        offroll.reason_2,
        offroll.reason_3,
        offroll.category,
        false as is_on_roll,
        offroll.row_key,
        offroll.is_deletion,
        offroll.row_problems,
        offroll.quarantine_reason
    from offroll
)

select * from final
