{%- macro rated_cells(cells, is_bounded=false) -%}
    select
        c.*,
        {% if not is_bounded -%}
        0 as is_barred,
        0 as is_of_few,
        1000000000 as most_possible,
        {% endif -%}
        {{ rounded_count('c.cell_value', 'c.rounding_base') }} as rounded_value,
        case
            when
                c.cell_value < c.threshold
                and (c.cell_value > 0 or c.zero_is_disclosive = 1)
                then 1
            {% if is_bounded -%}
            when c.is_of_few = 1 then 1
            {% endif -%}
            else 0
        end as is_primary,
        1 - c.zero_is_disclosive as least_secret,
        {% if is_bounded -%}
        greatest(c.threshold - 1, case when c.is_of_few = 1 then c.cell_value else 0 end)
            as most_secret,
        {% else -%}
        c.threshold - 1 as most_secret,
        {% endif -%}
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
    from {{ cells }} as c
{%- endmacro -%}
