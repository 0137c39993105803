-- The wards and output areas that members of a family have lived in, as case management dates
-- them; where it names no property, as the other feeds know it, undated. Whose address nobody is
-- shown has none.
with gazetteer as (
    select * from {{ known_rows(ref('stg_address_gazetteer__addresses'), key=['uprn']) }}
),

addresses as (
    select * from {{ known_rows(ref('stg_early_help__addresses')) }}
),

lived as (
    select
        addresses.record_key,
        addresses.authority_code,
        addresses.uprn,
        addresses.address_from as lived_from,
        coalesce(addresses.address_to, date '9999-12-31') as lived_to,
        1 as is_dated
    from addresses
    where addresses.uprn is not null
    union all
    select
        i.record_key,
        i.authority_code,
        i.uprn,
        date '1900-01-01' as lived_from,
        date '1900-01-01' as lived_to,
        0 as is_dated
    from {{ ref('int_identities') }} as i
    where i.uprn is not null
),

final as (
    select
        lived.authority_code,
        links.person_key,
        gazetteer.ward_code,
        gazetteer.lsoa_code,
        lived.is_dated,
        coalesce(lived.lived_from, date '1900-01-01') as lived_from,
        lived.lived_to
    from lived
    inner join {{ ref('int_person_source_links') }} as links
        on lived.record_key = links.record_key
    inner join gazetteer
        on
            lived.authority_code = gazetteer.authority_code
            and lived.uprn = gazetteer.uprn
    where gazetteer.ward_code is not null
    group by
        lived.authority_code,
        links.person_key,
        gazetteer.ward_code,
        gazetteer.lsoa_code,
        lived.is_dated,
        lived.lived_from,
        lived.lived_to
)

select * from final
