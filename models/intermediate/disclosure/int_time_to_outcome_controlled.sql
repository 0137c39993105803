-- The figures of the table of time to outcomes with what may be shown of each. A median is shown
-- where at least as many families as the threshold must lie on either side of it, by what is shown
-- of their number; quartiles likewise.
with controlled as (
    select
        c.authority_code,
        c.financial_year,
        c.year_start,
        c.next_start,
        c.is_year_over,
        c.headline_code,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.lower_days_from_need,
        c.median_days_from_need,
        c.upper_days_from_need,
        c.lower_days_from_start,
        c.median_days_from_start,
        c.upper_days_from_start,
        c.cell_value,
        d.block_key,
        d.measure_key,
        d.is_widest,
        d.is_union,
        d.threshold,
        d.rounding_base,
        d.zero_is_disclosive,
        s.days_rounding_base,
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
    from {{ ref('int_time_to_outcome_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.authority_code = s.authority_code
            and s.output_code = 'outcomes_by_area'
    inner join {{ ref('int_cells_decided') }} as d
        on
            d.output_code = 'time_to_outcome'
            and c.authority_code = d.authority_code
            and cast(c.year_start as {{ dbt.type_string() }}) = d.period_key
            and c.headline_code = d.measure_key
            and c.part_key = d.part_key
),

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
