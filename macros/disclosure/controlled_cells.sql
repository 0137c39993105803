{%- macro controlled_cells(cells, is_bounded=false) -%}
{%- set measure = 'm.block_key, m.measure_key' -%}
{%- set kind = measure ~ ', m.part_kind' -%}
{%- set wider_rings = [
    'max(m.is_exposed) over (partition by ' ~ kind ~ ', m.parent_part_key) = 1'
    ~ ' or (m.part_depth = 2 and max(case when m.part_depth = 1 then m.is_exposed else 0 end)'
    ~ ' over (partition by ' ~ kind ~ ') = 1)',
    'm.part_depth = 1 and max(case when m.part_depth = 2 then m.is_exposed else 0 end)'
    ~ ' over (partition by ' ~ kind
    ~ ', case when m.part_depth = 2 then m.parent_part_key else m.part_key end) = 1',
    'max(m.is_exposed) over (partition by ' ~ kind ~ ') = 1',
    'max(m.is_exposed) over (partition by ' ~ measure ~ ') = 1',
    'm.part_depth > 0 and m.is_union = 0'
    ~ ' and max(m.is_exposed) over (partition by m.block_key) = 1',
] -%}
rated as (
    {{ rated_cells(cells, is_bounded) }}
),

states_1 as (
    select
        r.*,
        greatest(r.is_primary, r.is_barred) as is_hidden
    from rated as r
),

{% for ring in wider_rings -%}
{{ exposed_cells('states_' ~ loop.index, loop.index) }},

marked_{{ loop.index }} as (
    select
        s.*,
        case when e.part_key is null then 0 else 1 end as is_exposed
    from states_{{ loop.index }} as s
    left join exposed_{{ loop.index }} as e
        on
            s.block_key = e.block_key
            and s.measure_key = e.measure_key
            and s.part_key = e.part_key
),

hidden_{{ loop.index }} as (
    select
        m.block_key,
        m.measure_key,
        m.part_key,
        case when m.is_hidden = 1 or {{ ring }} then 1 else 0 end as is_hidden
    from marked_{{ loop.index }} as m
),

states_{{ loop.index + 1 }} as (
    select
        r.*,
        h.is_hidden
    from rated as r
    inner join hidden_{{ loop.index }} as h
        on
            r.block_key = h.block_key
            and r.measure_key = h.measure_key
            and r.part_key = h.part_key
),

{% endfor -%}
withheld as (
    select m.block_key
    from marked_{{ wider_rings | length }} as m
    where m.is_exposed = 1
    group by m.block_key
),

controlled as (
    select
        s.*,
        case
            when s.is_primary = 1 then 'primary'
            when s.is_hidden = 1 then 'complementary'
            else 'none'
        end as suppression,
        case when w.block_key is null then 0 else 1 end as is_withheld
    from states_{{ wider_rings | length + 1 }} as s
    left join withheld as w on s.block_key = w.block_key
)
{%- endmacro -%}
