-- Third round: all parts of a division are hidden in which a figure is exposed.
{%- set ring -%}
    max(m.is_exposed) over (
        partition by m.block_key, m.measure_key, m.part_kind
    ) = 1
{%- endset %}
{{ hidden_cells(ref('int_cells_rated'), ring, before=ref('int_cells_hidden_2')) }}
