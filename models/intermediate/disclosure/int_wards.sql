-- The wards of an authority: what it says of them, and those of its gazetteer.
with local_areas as (
    select * from {{ known_rows(ref('stg_local__areas'), key=['ward_code']) }}
),

gazetteer as (
    select * from {{ known_rows(ref('stg_address_gazetteer__addresses'), key=['uprn']) }}
),

told as (
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
),

final as (
    select
        told.authority_code,
        told.ward_code,
        coalesce(max(told.ward_name), told.ward_code) as ward_name,
        max(told.locality_code) as locality_code,
        coalesce(max(told.locality_name), max(told.locality_code)) as locality_name
    from told
    group by
        told.authority_code,
        told.ward_code
)

select * from final
