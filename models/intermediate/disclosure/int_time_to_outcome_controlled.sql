-- The figures of the table of time to outcomes with what may be shown of each. A median is shown
-- where at least as many families as the threshold must lie on either side of it, by what is shown
-- of their number; quartiles likewise.
with cells as (
    select
        c.*,
        'time_to_outcome ' || c.authority_code || ' '
        || cast(c.year_start as {{ dbt.type_string() }})
            as block_key,
        c.headline_code as measure_key,
        case when c.headline_code = 'all' then 1 else 0 end as is_widest,
        case when c.part_kind = 'detail' then 1 else 0 end as is_union,
        s.threshold,
        s.rounding_base,
        s.zero_is_disclosive,
        s.days_rounding_base
    from {{ ref('int_time_to_outcome_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.authority_code = s.authority_code
            and s.output_code = 'outcomes_by_area'
),

{{ controlled_cells('cells') }},

final as (
    select
        controlled.*,
        case
            when
                controlled.suppression = 'none'
                and controlled.rounded_value - floor(controlled.rounding_base / 2.0)
                >= 2 * controlled.threshold
                then 1
            else 0
        end as has_median,
        case
            when
                controlled.suppression = 'none'
                and controlled.rounded_value - floor(controlled.rounding_base / 2.0)
                >= 4 * controlled.threshold
                then 1
            else 0
        end as has_quartiles
    from controlled
)

select * from final
