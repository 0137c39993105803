{%- macro hidden_cells(rated, ring, before=none) -%}
with states as (
    select
        r.*,
        {{ 'b.is_hidden' if before else 'greatest(r.is_primary, r.is_barred) as is_hidden' }}
    from {{ rated }} as r
    {%- if before %}
    inner join {{ before }} as b
        on
            r.block_key = b.block_key
            and r.measure_key = b.measure_key
            and r.part_key = b.part_key
    {%- endif %}
),

{{ exposed_cells('states', 1) }},

marked as (
    select
        s.*,
        case when e.part_key is null then 0 else 1 end as is_exposed
    from states as s
    left join exposed_1 as e
        on
            s.block_key = e.block_key
            and s.measure_key = e.measure_key
            and s.part_key = e.part_key
),

final as (
    select
        m.block_key,
        m.measure_key,
        m.part_key,
        m.is_exposed,
        case when m.is_hidden = 1 or {{ ring }} then 1 else 0 end as is_hidden
    from marked as m
)

select * from final
{%- endmacro -%}
