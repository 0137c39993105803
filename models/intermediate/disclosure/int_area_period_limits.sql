-- The least and the most that the periods of an authority may be to an onlooker who sees what is
-- shown of their parts.
with controlled as (
    select * from {{ ref('int_area_controlled') }}
),

limited as (
    {{ limited_cells('controlled') }}
),

{{ reached_parts('limited', 1) }},

kinds as (
    select
        k.block_key,
        k.measure_key,
        max(k.kind_low) as kind_low,
        min(k.kind_high) as kind_high
    from kinds_1 as k
    group by k.block_key, k.measure_key
),

final as (
    select
        l.output_code,
        l.authority_code,
        l.headline_code,
        m.financial_year,
        m.is_year_over,
        l.cell_value,
        l.threshold,
        l.rounding_base,
        l.least_secret,
        l.most_secret,
        l.is_primary,
        l.is_hidden,
        l.block_key,
        greatest(l.low, coalesce(k.kind_low, l.low)) as low,
        least(l.high, coalesce(k.kind_high, l.high)) as high
    from limited as l
    inner join {{ ref('int_area_measures') }} as m
        on
            l.output_code = m.output_code
            and l.authority_code = m.authority_code
            and l.period_start = m.period_start
            and l.headline_code = m.headline_code
    left join kinds as k on l.block_key = k.block_key and l.measure_key = k.measure_key
    where l.part_depth = 0
)

select * from final
