{%- set shared = {
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
    'ethnicity': 'ethnicity',
    'language': 'first_language',
    'parttime': 'is_part_time',
    'termlysessionspossible': 'sessions_possible',
    'termlysessionsauthorised': 'sessions_authorised',
    'termlysessionsunauthorised': 'sessions_unauthorised',
    'summerhalfterm2sessionspossible': 'second_half_possible',
    'summerhalfterm2sessionsauthorised': 'second_half_authorised',
    'summerhalfterm2sessionsunauthorised': 'second_half_unauthorised',
} -%}
{%- set of_on_roll = {
    'pupilonrolltableid': 'pupil_ref',
    'enrolstatus': 'enrolment_status',
    'ncyearactual': 'national_curriculum_year',
    'senprovision': 'sen_provision',
    'youngcarer': 'young_carer',
} -%}
{%- set of_off_roll = {'pupilnolongeronrolltableid': 'pupil_ref', 'leavingdate': 'left_on'} -%}
{%- set period = ['census_year', 'census_term'] -%}
{%- set as_sent = {'upn': 'upn_as_sent', 'termlysessionsauthorised': 'authorised_as_sent'} -%}
with on_roll as (
    {{ staged(
        'school_census', 'pupilonroll', dict(of_on_roll, **shared), period, as_sent
    ) }}
),

off_roll as (
    {{ staged(
        'school_census', 'pupilnolongeronroll', dict(of_off_roll, **shared), period, as_sent
    ) }}
),

pupils as (
    select
        on_roll.*,
        cast(null as date) as left_on,
        true as is_on_roll
    from on_roll
    union all
    select
        off_roll.authority_code,
        off_roll.feed_code,
        off_roll.landed_table,
        off_roll.source_file,
        off_roll.source_row,
        off_roll.received_at,
        off_roll.census_year,
        off_roll.census_term,
        off_roll.upn_as_sent,
        off_roll.authorised_as_sent,
        off_roll.pupil_ref,
        null as enrolment_status,
        null as national_curriculum_year,
        null as sen_provision,
        null as young_carer,
        {%- for name in shared.values() %}
        off_roll.{{ name }},
        {%- endfor %}
        off_roll.row_key,
        off_roll.is_deletion,
        off_roll.row_problems,
        off_roll.quarantine_reason,
        off_roll.left_on,
        false as is_on_roll
    from off_roll
),

named as (
    select
        p.authority_code,
        p.feed_code,
        p.landed_table,
        p.source_file,
        p.source_row,
        p.received_at,
        p.census_year,
        p.census_term,
        p.pupil_ref,
        p.enrolment_status,
        p.national_curriculum_year,
        p.sen_provision,
        p.young_carer,
        {%- for name in shared.values() if name not in ['sex', 'gender'] %}
        p.{{ name }},
        {%- endfor %}
        coalesce(p.sex, p.gender) as sex,
        p.left_on,
        p.is_on_roll,
        p.row_key,
        p.is_deletion,
        upper({{ clean_text('p.upn_as_sent') }}) as upn_as_sent,
        p.authorised_as_sent is not null as has_absence_totals,
        nullif(concat_ws(
            '; ',
            p.row_problems,
            case
                when
                    coalesce(p.sessions_authorised, 0) + coalesce(p.sessions_unauthorised, 0)
                    > p.sessions_possible
                    then 'termlysessions: more sessions absent than possible'
            end,
            case
                when
                    coalesce(p.second_half_authorised, 0)
                    + coalesce(p.second_half_unauthorised, 0)
                    > p.second_half_possible
                    then 'summerhalfterm2sessions: more sessions absent than possible'
            end
        ), '') as row_problems,
        p.quarantine_reason
    from pupils as p
),

-- Within the feed the text sent as UPN tells pupils apart, valid or not.
referenced as (
    select
        n.*,
        {{ reference_or_identity('n.upn_as_sent', 'n') }} as person_ref
    from named as n
),

final as (
    select
        r.*,
        {{ record_key('person', 'r.person_ref', 'r.authority_code', 'r.feed_code') }} as record_key
    from referenced as r
)

select * from final
