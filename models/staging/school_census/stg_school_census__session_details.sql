with termly_onroll as (
    {{ staged(
        'school_census',
        'termlysessiondetailsonroll',
        {
            'pupilonrolltableid': 'pupil_ref',
            'termlysessiondetailsonrolltableid': 'row_ref',
            'NativeId': 'school_ref',
            'sessions': 'sessions',
            'attendancereason': 'attendance_code',
        },
        period=['census_year', 'census_term'],
        date_formats=['%Y-%b-%d %H:%M:%S', '%Y-%m-%d'],
    ) }}
),

second_half_onroll as (
    {{ staged(
        'school_census',
        'summerhalfterm2sessiondetailsonroll',
        {
            'pupilonrolltableid': 'pupil_ref',
            'summerhalfterm2sessiondetailsonrolltableid': 'row_ref',
            'NativeId': 'school_ref',
            'sessions': 'sessions',
            'attendancereason': 'attendance_code',
        },
        period=['census_year', 'census_term'],
        date_formats=['%Y-%b-%d %H:%M:%S', '%Y-%m-%d'],
    ) }}
),

termly_offroll as (
    {{ staged(
        'school_census',
        'termlysessiondetailsoffroll',
        {
            'pupilnolongeronrolltableid': 'pupil_ref',
            'termlysessiondetailsoffrolltableid': 'row_ref',
            'NativeId': 'school_ref',
            'sessions': 'sessions',
            'attendancereason': 'attendance_code',
        },
        period=['census_year', 'census_term'],
        date_formats=['%Y-%b-%d %H:%M:%S', '%Y-%m-%d'],
    ) }}
),

second_half_offroll as (
    {{ staged(
        'school_census',
        'summerhalfterm2sessiondetailsoffroll',
        {
            'pupilnolongeronrolltableid': 'pupil_ref',
            'summerhalfterm2sessiondetailsoffrolltableid': 'row_ref',
            'NativeId': 'school_ref',
            'sessions': 'sessions',
            'attendancereason': 'attendance_code',
        },
        period=['census_year', 'census_term'],
        date_formats=['%Y-%b-%d %H:%M:%S', '%Y-%m-%d'],
    ) }}
),

final as (
    select
        termly_onroll.authority_code,
        termly_onroll.feed_code,
        termly_onroll.source_file,
        termly_onroll.source_row,
        termly_onroll.received_at,
        termly_onroll.census_year,
        termly_onroll.census_term,
        termly_onroll.pupil_ref,
        termly_onroll.row_ref,
        termly_onroll.school_ref,
        termly_onroll.sessions,
        termly_onroll.attendance_code,
        'termly_sessions' as census_item,
        true as is_on_roll,
        termly_onroll.row_problems,
        termly_onroll.quarantine_reason
    from termly_onroll
    union all
    select
        second_half_onroll.authority_code,
        second_half_onroll.feed_code,
        second_half_onroll.source_file,
        second_half_onroll.source_row,
        second_half_onroll.received_at,
        second_half_onroll.census_year,
        second_half_onroll.census_term,
        second_half_onroll.pupil_ref,
        second_half_onroll.row_ref,
        second_half_onroll.school_ref,
        second_half_onroll.sessions,
        second_half_onroll.attendance_code,
        'second_half_summer_sessions' as census_item,
        true as is_on_roll,
        second_half_onroll.row_problems,
        second_half_onroll.quarantine_reason
    from second_half_onroll
    union all
    select
        termly_offroll.authority_code,
        termly_offroll.feed_code,
        termly_offroll.source_file,
        termly_offroll.source_row,
        termly_offroll.received_at,
        termly_offroll.census_year,
        termly_offroll.census_term,
        termly_offroll.pupil_ref,
        termly_offroll.row_ref,
        termly_offroll.school_ref,
        termly_offroll.sessions,
        termly_offroll.attendance_code,
        'termly_sessions' as census_item,
        false as is_on_roll,
        termly_offroll.row_problems,
        termly_offroll.quarantine_reason
    from termly_offroll
    union all
    select
        second_half_offroll.authority_code,
        second_half_offroll.feed_code,
        second_half_offroll.source_file,
        second_half_offroll.source_row,
        second_half_offroll.received_at,
        second_half_offroll.census_year,
        second_half_offroll.census_term,
        second_half_offroll.pupil_ref,
        second_half_offroll.row_ref,
        second_half_offroll.school_ref,
        second_half_offroll.sessions,
        second_half_offroll.attendance_code,
        'second_half_summer_sessions' as census_item,
        false as is_on_roll,
        second_half_offroll.row_problems,
        second_half_offroll.quarantine_reason
    from second_half_offroll
)

select * from final
