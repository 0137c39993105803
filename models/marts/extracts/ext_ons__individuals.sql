-- Whom the study's extract would hold today. Columns and order of the files are those of the
-- layout; the keys become references, by a secret key, when it is packaged.
with final as (
    select
        people.authority_code,
        people.family_key,
        people.person_key,
        authorities.gss_code,
        identities.forename,
        identities.surname,
        identities.date_of_birth,
        identities.sex,
        case when hidden.person_key is null then addresses.address_line_1 end as address_line_1,
        case when hidden.person_key is null then addresses.address_line_2 end as address_line_2,
        case when hidden.person_key is null then addresses.address_line_3 end as address_line_3,
        cast(null as {{ dbt.type_string() }}) as address_line_4,
        case
            when hidden.person_key is null
                then coalesce(addresses.postcode, identities.postcode)
        end as postcode,
        case when hidden.person_key is not null then 'PROTECTED' end as address_withheld,
        identities.nino,
        families.programme_group
    from {{ ref('int_study_people') }} as people
    inner join {{ ref('int_study_sent_families') }} as families
        on people.family_key = families.family_key
    inner join {{ ref('int_study_identities') }} as identities
        on people.person_key = identities.person_key
    inner join {{ ref('dim_authority') }} as authorities
        on people.authority_code = authorities.authority_code
    left join {{ ref('int_person_addresses') }} as addresses
        on people.person_key = addresses.person_key
    left join {{ ref('int_hidden_addresses') }} as hidden on people.person_key = hidden.person_key
    where people.reason is null
)

select * from final
