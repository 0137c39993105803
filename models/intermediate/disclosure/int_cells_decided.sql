-- What was decided of every figure after the five rounds. Where somebody can still work out more
-- than they may, nothing more could be hidden: the block is marked as withheld.
with rated as (
    select * from {{ ref('int_cells_rated') }}
),

hidden as (
    select
        h.block_key,
        h.measure_key,
        h.part_key,
        h.is_hidden,
        max(h.is_exposed) over (partition by h.block_key) as is_withheld
    from {{ ref('int_cells_hidden_5') }} as h
),

final as (
    select
        r.*,
        h.is_hidden,
        case
            when r.is_primary = 1 then 'primary'
            when h.is_hidden = 1 then 'complementary'
            else 'none'
        end as suppression,
        h.is_withheld
    from rated as r
    inner join hidden as h
        on
            r.block_key = h.block_key
            and r.measure_key = h.measure_key
            and r.part_key = h.part_key
)

select * from final
