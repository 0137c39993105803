-- The address stays, for what must be done about it; whoever shows it asks whether it is hidden.
with final as (
    select
        people.person_key,
        people.authority_code,
        people.forename,
        people.surname,
        people.date_of_birth,
        people.sex,
        people.upn,
        people.nhs_number,
        people.nino,
        people.postcode,
        people.uprn,
        case when hidden.person_key is null then 0 else 1 end as is_address_hidden
    from {{ ref('int_people') }} as people
    left join {{ ref('int_hidden_addresses') }} as hidden on people.person_key = hidden.person_key
)

select * from final
