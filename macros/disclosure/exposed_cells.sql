{%- macro exposed_cells(states, number) -%}
limited_{{ number }} as (
    {{ limited_cells(states) }}
),

{{ reached_parts('limited_' ~ number, number) }},

unions_{{ number }} as (
    select
        l.block_key,
        l.measure_key,
        w.cell_value as whole_value,
        sum(least(l.told_high, w.cell_value)) as parts_high
    from limited_{{ number }} as l
    inner join limited_{{ number }} as w
        on l.block_key = w.block_key and l.measure_key = w.measure_key and w.part_depth = 0
    where l.is_union = 1 and w.is_hidden = 0
    group by l.block_key, l.measure_key, w.cell_value
),

exposed_{{ number }} as (
    select
        r.block_key,
        r.measure_key,
        r.part_key
    from reached_{{ number }} as r
    where
        r.is_primary = 1
        and (r.reach_low > r.least_secret or r.reach_high < r.most_secret)
    union all
    select
        l.block_key,
        l.measure_key,
        l.part_key
    from limited_{{ number }} as l
    inner join reached_{{ number }} as r
        on
            l.block_key = r.block_key
            and l.measure_key = r.measure_key
            and l.parent_part_key = r.part_key
    where
        l.part_depth = 2
        and l.is_primary = 1
        and (
            case when r.is_primary = 1 then r.told_low else greatest(r.low, r.reach_low) end
            - (r.parts_high - l.high) > l.least_secret
            or case when r.is_primary = 1 then r.told_high else least(r.high, r.reach_high) end
            - (r.parts_low - l.low) < l.most_secret
        )
    union all
    select
        l.block_key,
        l.measure_key,
        l.part_key
    from limited_{{ number }} as l
    inner join unions_{{ number }} as u
        on l.block_key = u.block_key and l.measure_key = u.measure_key
    where
        l.is_union = 1
        and l.is_primary = 1
        and u.parts_high - least(l.told_high, u.whole_value) + l.least_secret < u.whole_value
)
{%- endmacro -%}
