-- The areas of an authority that figures are given for. A ward lies in one locality or straight
-- under the authority; whose ward is not known is an area of its own beside them.
with local_areas as (
    select * from {{ known_rows(ref('stg_local__areas'), key=['ward_code']) }}
),

gazetteer as (
    select * from {{ known_rows(ref('stg_address_gazetteer__addresses'), key=['uprn']) }}
),

wards as (
    select
        told.authority_code,
        told.ward_code,
        max(told.ward_name) as ward_name,
        max(told.locality_code) as locality_code,
        max(told.locality_name) as locality_name
    from (
        select
            a.authority_code,
            a.ward_code,
            a.ward_name,
            a.locality_code,
            a.locality_name
        from local_areas as a
        union all
        select
            g.authority_code,
            g.ward_code,
            null as ward_name,
            null as locality_code,
            null as locality_name
        from gazetteer as g
        where g.ward_code is not null
    ) as told
    group by
        told.authority_code,
        told.ward_code
),

final as (
    select
        wards.authority_code,
        'ward' as area_type,
        wards.ward_code as area_code,
        coalesce(wards.ward_name, wards.ward_code) as area_name,
        wards.locality_code
    from wards
    union all
    select
        wards.authority_code,
        'locality' as area_type,
        wards.locality_code as area_code,
        coalesce(max(wards.locality_name), wards.locality_code) as area_name,
        null as locality_code
    from wards
    where wards.locality_code is not null
    group by
        wards.authority_code,
        wards.locality_code
    union all
    select
        a.authority_code,
        'not_known' as area_type,
        'not_known' as area_code,
        'Area not known or kept back' as area_name,
        null as locality_code
    from {{ ref('int_authorities') }} as a
)

select * from final
