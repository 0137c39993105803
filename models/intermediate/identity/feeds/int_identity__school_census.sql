with pupils as (
    select * from {{ known_rows(
        ref('stg_school_census__pupils'), key=['record_key'], ever=true, dated=true
    ) }}
),

addresses as (
    select * from {{ known_rows(
        ref('stg_school_census__addresses'),
        key=[
            'census_year', 'census_term', 'school_ref', 'is_on_roll', 'pupil_ref',
        ],
        ever=true
    ) }}
),

final as (
    select
        pupils.record_key,
        pupils.authority_code,
        'school_census' as feed_code,
        pupils.person_ref as source_person_ref,
        pupils.first_received_on,
        pupils.forename,
        cast(null as {{ dbt.type_string() }}) as known_as,
        pupils.surname,
        pupils.preferred_surname,
        pupils.former_surname,
        pupils.date_of_birth,
        cast(null as date) as expected_date_of_birth,
        pupils.sex,
        pupils.upn,
        pupils.former_upn,
        cast(null as {{ dbt.type_string() }}) as nhs_number,
        cast(null as {{ dbt.type_string() }}) as nino,
        addresses.postcode,
        addresses.uprn
    from pupils
    left join addresses
        on
            pupils.authority_code = addresses.authority_code
            and pupils.census_year = addresses.census_year
            and pupils.census_term = addresses.census_term
            and pupils.school_ref is not distinct from addresses.school_ref
            and pupils.pupil_ref = addresses.pupil_ref
            and pupils.is_on_roll = addresses.is_on_roll
    where pupils.record_key is not null
)

select * from final
