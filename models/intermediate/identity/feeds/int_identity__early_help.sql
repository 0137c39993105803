with people as (
    select * from {{ known_rows(
        ref('stg_early_help__people'), key=['record_key'], ever=true, dated=true
    ) }}
),

-- A person whom a family names and the person table does not is a record all the same.
members as (
    select * from {{ known_rows(
        ref('stg_early_help__family_members'), key=['record_key'], ever=true, dated=true
    ) }}
),

addresses as (
    select * from {{ known_rows(ref('stg_early_help__addresses'), ever=true) }}
),

-- The address lived at last; one without an end is later than any that ended.
latest_address as (
    select ranked.*
    from (
        select
            addresses.*,
            row_number() over (
                partition by addresses.record_key
                order by
                    addresses.received_at desc nulls last,
                    coalesce(addresses.address_to, date '9999-12-31') desc nulls last,
                    addresses.address_from desc nulls last,
                    addresses.address_ref desc
            ) as address_rank
        from addresses
    ) as ranked
    where ranked.address_rank = 1
),

final as (
    select
        coalesce(people.record_key, members.record_key) as record_key,
        coalesce(people.authority_code, members.authority_code) as authority_code,
        'early_help' as feed_code,
        coalesce(people.person_ref, members.person_ref) as source_person_ref,
        least(
            coalesce(people.first_received_on, members.first_received_on),
            coalesce(members.first_received_on, people.first_received_on)
        ) as first_received_on,
        people.forename,
        cast(null as {{ dbt.type_string() }}) as known_as,
        people.surname,
        cast(null as {{ dbt.type_string() }}) as preferred_surname,
        cast(null as {{ dbt.type_string() }}) as former_surname,
        people.date_of_birth,
        people.expected_date_of_birth,
        people.sex,
        people.upn,
        cast(null as {{ dbt.type_string() }}) as former_upn,
        people.nhs_number,
        people.nino,
        latest_address.postcode,
        latest_address.uprn
    from people
    full outer join members on people.record_key = members.record_key
    left join latest_address
        on coalesce(people.record_key, members.record_key) = latest_address.record_key
)

select * from final
