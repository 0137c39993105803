-- Protected properties, and wherever any other feed says that a protected person lives: most
-- protected records come without an address.
with properties as (
    select
        p.authority_code,
        p.uprn
    from {{ ref('int_protected_properties') }} as p
    union all
    select
        people.authority_code,
        people.uprn
    from {{ ref('int_protected_people') }} as p
    inner join {{ ref('int_people') }} as people on p.person_key = people.person_key
    where people.uprn is not null
    union all
    select
        households.authority_code,
        households.uprn
    from {{ ref('int_protected_people') }} as p
    inner join {{ ref('int_households_told') }} as households
        on p.person_key = households.person_key
    where households.uprn is not null
),

final as (
    select
        properties.authority_code,
        properties.uprn
    from properties
    group by
        properties.authority_code,
        properties.uprn
)

select * from final
