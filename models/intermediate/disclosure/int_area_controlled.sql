-- The figures of the tables by area with what may be shown of each.
with final as (
    select
        c.output_code,
        c.authority_code,
        c.period_start,
        c.headline_code,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.cell_value,
        d.block_key,
        d.measure_key,
        d.is_widest,
        d.is_union,
        d.threshold,
        d.rounding_base,
        d.zero_is_disclosive,
        d.is_barred,
        d.is_of_few,
        d.most_possible,
        d.rounded_value,
        d.is_primary,
        d.least_secret,
        d.most_secret,
        d.narrower_value,
        d.wider_value,
        d.union_most,
        d.union_sum,
        d.is_hidden,
        d.suppression,
        d.is_withheld
    from {{ ref('int_area_cells') }} as c
    inner join {{ ref('int_cells_decided') }} as d
        on
            c.output_code = d.output_code
            and c.authority_code = d.authority_code
            and cast(c.period_start as {{ dbt.type_string() }}) = d.period_key
            and c.headline_code = d.measure_key
            and c.part_key = d.part_key
)

select * from final
