{%- macro reached_parts(limited, number) -%}
sums_{{ number }} as (
    select
        l.block_key,
        l.measure_key,
        l.parent_part_key as part_key,
        sum(l.low) as parts_low,
        sum(l.high) as parts_high
    from {{ limited }} as l
    where l.part_depth = 2
    group by l.block_key, l.measure_key, l.parent_part_key
),

parts_{{ number }} as (
    select
        l.*,
        s.parts_low,
        s.parts_high,
        greatest(l.low, coalesce(s.parts_low, l.low)) as true_low,
        least(l.high, coalesce(s.parts_high, l.high)) as true_high
    from {{ limited }} as l
    left join sums_{{ number }} as s
        on
            l.block_key = s.block_key
            and l.measure_key = s.measure_key
            and l.part_key = s.part_key
    where l.part_depth = 1 and l.is_union = 0
),

kinds_{{ number }} as (
    select
        p.block_key,
        p.measure_key,
        p.part_kind,
        sum(p.true_low) as kind_low,
        sum(p.true_high) as kind_high
    from parts_{{ number }} as p
    group by p.block_key, p.measure_key, p.part_kind
),

wholes_{{ number }} as (
    select
        k.block_key,
        k.measure_key,
        k.part_kind,
        k.kind_low,
        k.kind_high,
        min(case
            when l.is_primary = 1 then l.told_low
            else greatest(l.low, coalesce(o.other_low, l.low))
        end) as whole_low,
        min(case
            when l.is_primary = 1 then l.told_high
            else least(l.high, coalesce(o.other_high, l.high))
        end) as whole_high
    from kinds_{{ number }} as k
    inner join {{ limited }} as l
        on k.block_key = l.block_key and k.measure_key = l.measure_key and l.part_depth = 0
    left join (
        select
            a.block_key,
            a.measure_key,
            a.part_kind,
            max(b.kind_low) as other_low,
            min(b.kind_high) as other_high
        from kinds_{{ number }} as a
        inner join kinds_{{ number }} as b
            on
                a.block_key = b.block_key
                and a.measure_key = b.measure_key
                and a.part_kind <> b.part_kind
        group by a.block_key, a.measure_key, a.part_kind
    ) as o
        on
            k.block_key = o.block_key
            and k.measure_key = o.measure_key
            and k.part_kind = o.part_kind
    group by k.block_key, k.measure_key, k.part_kind, k.kind_low, k.kind_high
),

reached_{{ number }} as (
    select
        p.*,
        w.whole_low - (w.kind_high - p.true_high) as reach_low,
        w.whole_high - (w.kind_low - p.true_low) as reach_high
    from parts_{{ number }} as p
    inner join wholes_{{ number }} as w
        on
            p.block_key = w.block_key
            and p.measure_key = w.measure_key
            and p.part_kind = w.part_kind
)
{%- endmacro -%}
