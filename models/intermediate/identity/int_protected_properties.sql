-- Where somebody lives whose address is protected. What was ever said to be protected stays so.
with marac_people as (
    select * from {{ known_rows(ref('stg_domestic_abuse__marac_people'), ever=true) }}
),

idva_support as (
    select * from {{ known_rows(ref('stg_domestic_abuse__idva_support'), ever=true) }}
),

addresses as (
    select
        m.authority_code,
        m.uprn
    from marac_people as m
    where m.is_address_protected
    union all
    select
        i.authority_code,
        i.uprn
    from idva_support as i
    where i.is_address_protected
),

final as (
    select
        addresses.authority_code,
        addresses.uprn
    from addresses
    where addresses.uprn is not null
    group by
        addresses.authority_code,
        addresses.uprn
)

select * from final
