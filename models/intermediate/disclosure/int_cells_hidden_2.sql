-- Second round: the part is hidden of which an exposed figure is a part.
{%- set ring -%}
    m.part_depth = 1
    and max(case when m.part_depth = 2 then m.is_exposed else 0 end) over (
        partition by
            m.block_key,
            m.measure_key,
            m.part_kind,
            case when m.part_depth = 2 then m.parent_part_key else m.part_key end
    ) = 1
{%- endset %}
{{ hidden_cells(ref('int_cells_rated'), ring, before=ref('int_cells_hidden_1')) }}
