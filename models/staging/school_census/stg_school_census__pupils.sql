with on_roll as (
    {{ staged(
        'school_census',
        'pupilonroll',
        {
            'pupilonrolltableid': 'pupil_ref',
            'NativeId': 'school_ref',
            'dob': 'date_of_birth',
            'surname': 'surname',
            'forename': 'forename',
            'middlenames': 'middle_names',
            'preferredsurname': 'preferred_surname',
            'formersurname': 'former_surname',
            'upn': 'upn',
            'formerupn': 'former_upn',
            'uniquelearnernumber': 'unique_learner_number',
            'sex': 'sex',
            'gender': 'gender',
            'entrydate': 'entered_on',
            'enrolstatus': 'enrolment_status',
            'ncyearactual': 'national_curriculum_year',
            'senprovision': 'sen_provision',
            'ethnicity': 'ethnicity',
            'language': 'first_language',
            'parttime': 'is_part_time',
            'youngcarer': 'young_carer',
            'termlysessionspossible': 'sessions_possible',
            'termlysessionsauthorised': 'sessions_authorised',
            'termlysessionsunauthorised': 'sessions_unauthorised',
            'summerhalfterm2sessionspossible': 'second_half_possible',
            'summerhalfterm2sessionsauthorised': 'second_half_authorised',
            'summerhalfterm2sessionsunauthorised': 'second_half_unauthorised',
        },
        period=['census_year', 'census_term'],
        date_formats=['%Y-%b-%d %H:%M:%S', '%Y-%m-%d'],
        as_sent={'upn': 'upn_as_sent', 'termlysessionsauthorised': 'authorised_as_sent'},
    ) }}
),

off_roll as (
    {{ staged(
        'school_census',
        'pupilnolongeronroll',
        {
            'pupilnolongeronrolltableid': 'pupil_ref',
            'NativeId': 'school_ref',
            'dob': 'date_of_birth',
            'surname': 'surname',
            'forename': 'forename',
            'middlenames': 'middle_names',
            'preferredsurname': 'preferred_surname',
            'formersurname': 'former_surname',
            'upn': 'upn',
            'formerupn': 'former_upn',
            'uniquelearnernumber': 'unique_learner_number',
            'sex': 'sex',
            'gender': 'gender',
            'entrydate': 'entered_on',
            'leavingdate': 'left_on',
            'ethnicity': 'ethnicity',
            'language': 'first_language',
            'parttime': 'is_part_time',
            'termlysessionspossible': 'sessions_possible',
            'termlysessionsauthorised': 'sessions_authorised',
            'termlysessionsunauthorised': 'sessions_unauthorised',
            'summerhalfterm2sessionspossible': 'second_half_possible',
            'summerhalfterm2sessionsauthorised': 'second_half_authorised',
            'summerhalfterm2sessionsunauthorised': 'second_half_unauthorised',
        },
        period=['census_year', 'census_term'],
        date_formats=['%Y-%b-%d %H:%M:%S', '%Y-%m-%d'],
        as_sent={'upn': 'upn_as_sent', 'termlysessionsauthorised': 'authorised_as_sent'},
    ) }}
),

pupils as (
    select
        on_roll.authority_code,
        on_roll.feed_code,
        on_roll.source_file,
        on_roll.source_row,
        on_roll.received_at,
        on_roll.census_year,
        on_roll.census_term,
        on_roll.pupil_ref,
        on_roll.school_ref,
        on_roll.date_of_birth,
        on_roll.surname,
        on_roll.forename,
        on_roll.middle_names,
        on_roll.preferred_surname,
        on_roll.former_surname,
        on_roll.upn,
        upper({{ clean_text('on_roll.upn_as_sent') }}) as upn_as_sent,
        on_roll.authorised_as_sent is not null as has_absence_totals,
        on_roll.former_upn,
        on_roll.unique_learner_number,
        on_roll.entered_on,
        coalesce(on_roll.sex, on_roll.gender) as sex,
        on_roll.enrolment_status,
        on_roll.national_curriculum_year,
        on_roll.sen_provision,
        on_roll.young_carer,
        cast(null as date) as left_on,
        on_roll.ethnicity,
        on_roll.first_language,
        on_roll.is_part_time,
        on_roll.sessions_possible,
        on_roll.sessions_authorised,
        on_roll.sessions_unauthorised,
        on_roll.second_half_possible,
        on_roll.second_half_authorised,
        on_roll.second_half_unauthorised,
        true as is_on_roll,
        on_roll.row_problems as typing_problems,
        on_roll.quarantine_reason
    from on_roll
    union all
    select
        off_roll.authority_code,
        off_roll.feed_code,
        off_roll.source_file,
        off_roll.source_row,
        off_roll.received_at,
        off_roll.census_year,
        off_roll.census_term,
        off_roll.pupil_ref,
        off_roll.school_ref,
        off_roll.date_of_birth,
        off_roll.surname,
        off_roll.forename,
        off_roll.middle_names,
        off_roll.preferred_surname,
        off_roll.former_surname,
        off_roll.upn,
        upper({{ clean_text('off_roll.upn_as_sent') }}) as upn_as_sent,
        off_roll.authorised_as_sent is not null as has_absence_totals,
        off_roll.former_upn,
        off_roll.unique_learner_number,
        off_roll.entered_on,
        coalesce(off_roll.sex, off_roll.gender) as sex,
        null as enrolment_status,
        null as national_curriculum_year,
        null as sen_provision,
        null as young_carer,
        off_roll.left_on,
        off_roll.ethnicity,
        off_roll.first_language,
        off_roll.is_part_time,
        off_roll.sessions_possible,
        off_roll.sessions_authorised,
        off_roll.sessions_unauthorised,
        off_roll.second_half_possible,
        off_roll.second_half_authorised,
        off_roll.second_half_unauthorised,
        false as is_on_roll,
        off_roll.row_problems as typing_problems,
        off_roll.quarantine_reason
    from off_roll
),

checked as (
    select
        p.*,
        nullif(concat_ws(
            '; ',
            p.typing_problems,
            case
                when
                    coalesce(p.sessions_authorised, 0) + coalesce(p.sessions_unauthorised, 0)
                    > p.sessions_possible
                    then 'termlysessions: more sessions absent than possible'
            end,
            case
                when
                    coalesce(p.second_half_authorised, 0) + coalesce(p.second_half_unauthorised, 0)
                    > p.second_half_possible
                    then 'summerhalfterm2sessions: more sessions absent than possible'
            end
        ), '') as row_problems,
        {{ reference_or_identity('p.upn_as_sent', 'p') }} as person_ref
    from pupils as p
)

select
    c.*,
    {{ record_key('person', 'c.person_ref', 'c.authority_code', 'c.feed_code') }} as record_key
from checked as c
