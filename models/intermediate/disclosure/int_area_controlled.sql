-- The figures of the tables by area with what may be shown of each.
with cells as (
    select
        c.*,
        c.output_code || ' ' || c.authority_code || ' '
        || cast(c.period_start as {{ dbt.type_string() }})
            as block_key,
        c.headline_code as measure_key,
        case when c.headline_code = 'all' then 1 else 0 end as is_widest,
        case when c.part_kind = 'detail' then 1 else 0 end as is_union,
        s.threshold,
        s.rounding_base,
        s.zero_is_disclosive
    from {{ ref('int_area_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.output_code = s.output_code
            and c.authority_code = s.authority_code
),

{{ controlled_cells('cells') }}

select * from controlled
