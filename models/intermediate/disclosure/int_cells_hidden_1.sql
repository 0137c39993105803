-- First round: the parts beside an exposed figure are hidden, and where a part is exposed all parts
-- of parts of its division.
{%- set ring -%}
    max(m.is_exposed) over (
        partition by m.block_key, m.measure_key, m.part_kind, m.parent_part_key
    ) = 1
    or (
        m.part_depth = 2
        and max(case when m.part_depth = 1 then m.is_exposed else 0 end) over (
            partition by m.block_key, m.measure_key, m.part_kind
        ) = 1
    )
{%- endset %}
{{ hidden_cells(ref('int_cells_rated'), ring) }}
