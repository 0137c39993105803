-- A reconstruction: the study's own specification was not obtainable.
with final as (
    select
        people.extract_id,
        people.authority_code,
        authorities.gss_code,
        people.nis_family_ref,
        people.nis_person_ref,
        identity.forename,
        identity.surname,
        identity.date_of_birth,
        identity.sex,
        addresses.address_line_1,
        addresses.address_line_2,
        addresses.address_line_3,
        coalesce(addresses.postcode, identity.postcode) as postcode,
        identity.nino,
        'PROGRAMME' as programme_group
    from {{ ref('int_study_people') }} as people
    inner join {{ ref('dim_person_identity') }} as identity
        on people.person_key = identity.person_key
    inner join {{ ref('dim_authority') }} as authorities
        on people.authority_code = authorities.authority_code
    left join {{ ref('int_person_addresses') }} as addresses
        on people.person_key = addresses.person_key
)

select * from final
