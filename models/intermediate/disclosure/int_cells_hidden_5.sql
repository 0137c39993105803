-- Fifth round: the divisions of all measures of a block are hidden in which a figure is exposed.
{%- set ring -%}
    m.part_depth > 0
    and m.is_union = 0
    and max(m.is_exposed) over (partition by m.block_key) = 1
{%- endset %}
{{ hidden_cells(ref('int_cells_rated'), ring, before=ref('int_cells_hidden_4')) }}
