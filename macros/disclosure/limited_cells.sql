{%- macro limited_cells(states) -%}
    {%- set rounds_down = 'cast(floor(o.rounding_base / 2.0) as bigint)' -%}
    select
        t.*,
        greatest(
            t.told_low,
            t.narrower_value,
            case when t.is_union_open = 1 then coalesce(t.union_most, 0) else 0 end
        ) as low,
        least(
            t.told_high,
            coalesce(t.wider_value, 1000000000),
            t.most_possible,
            case when t.is_union_open = 1 then coalesce(t.union_sum, 1000000000)
                else 1000000000 end
        ) as high
    from (
        select
            o.*,
            case
                when o.is_hidden = 0 and o.cell_value = 0 then 0
                when o.is_hidden = 0
                    then greatest(o.rounded_value - {{ rounds_down }}, o.threshold)
                when o.is_primary = 1 and (o.is_family_open = 1 or o.part_depth = 0)
                    then o.least_secret
                else 0
            end as told_low,
            case
                when o.is_hidden = 0 and o.cell_value = 0 then 0
                when o.is_hidden = 0
                    then o.rounded_value - {{ rounds_down }} + o.rounding_base - 1
                when o.is_primary = 1 then o.most_secret
                else 1000000000
            end as told_high
        from (
            select
                s.*,
                max(1 - s.is_hidden) over (
                    partition by s.block_key, s.measure_key, s.part_kind, s.parent_part_key
                ) as is_family_open,
                max(case when s.is_union = 1 then 1 - s.is_hidden else 0 end) over (
                    partition by s.block_key, s.measure_key
                ) as is_union_open
            from {{ states }} as s
        ) as o
    ) as t
{%- endmacro -%}
