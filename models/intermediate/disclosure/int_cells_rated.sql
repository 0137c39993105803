-- What is known of each figure before anything is decided: the rounded value, whether it is small
-- (primary), what it may then be to somebody who knows that it is, and the values of other measures
-- that bound it.
with cells as (
    select * from {{ ref('int_cells_to_control') }}
),

final as (
    select
        c.*,
        {{ rounded_count('c.cell_value', 'c.rounding_base') }} as rounded_value,
        case
            when
                c.cell_value < c.threshold
                and (c.cell_value > 0 or c.zero_is_disclosive = 1)
                then 1
            when c.is_of_few = 1 then 1
            else 0
        end as is_primary,
        1 - c.zero_is_disclosive as least_secret,
        greatest(c.threshold - 1, case when c.is_of_few = 1 then c.cell_value else 0 end)
            as most_secret,
        -- the same part of all families holds no fewer than that of a narrower measure
        case when c.is_widest = 1 then coalesce(max(
            case when c.is_widest = 0 then c.cell_value end
        ) over (partition by c.block_key, c.part_key), 0) else 0 end as narrower_value,
        case when c.is_widest = 0 then max(
            case when c.is_widest = 1 then c.cell_value end
        ) over (partition by c.block_key, c.part_key) end as wider_value,
        case when c.part_depth = 0 then max(
            case when c.is_union = 1 then c.cell_value end
        ) over (partition by c.block_key, c.measure_key) end as union_most,
        case when c.part_depth = 0 then sum(
            case when c.is_union = 1 then c.cell_value end
        ) over (partition by c.block_key, c.measure_key) end as union_sum
    from cells as c
)

select * from final
