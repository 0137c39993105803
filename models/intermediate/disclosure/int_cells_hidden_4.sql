-- Fourth round: all of a measure is hidden in which a figure is exposed, its whole too.
{%- set ring -%}
    max(m.is_exposed) over (
        partition by m.block_key, m.measure_key
    ) = 1
{%- endset %}
{{ hidden_cells(ref('int_cells_rated'), ring, before=ref('int_cells_hidden_3')) }}
