-- The lower-layer super output areas of the gazetteer. One that crosses the border of a ward is
-- placed in the ward that holds most of its addresses.
with gazetteer as (
    select * from {{ known_rows(ref('stg_address_gazetteer__addresses'), key=['uprn']) }}
),

ranked as (
    select
        g.authority_code,
        g.lsoa_code,
        g.ward_code,
        row_number() over (
            partition by g.authority_code, g.lsoa_code
            order by count(*) desc, g.ward_code asc
        ) as ward_rank
    from gazetteer as g
    where
        g.lsoa_code is not null
        and g.ward_code is not null
    group by
        g.authority_code,
        g.lsoa_code,
        g.ward_code
),

final as (
    select
        ranked.authority_code,
        ranked.lsoa_code,
        ranked.ward_code
    from ranked
    where ranked.ward_rank = 1
)

select * from final
