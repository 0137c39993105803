-- Nothing is published where a figure below the threshold is shown, or one that is kept back could
-- be worked out closer than that it is below it.
{{ config(severity='warn', tags=['gate']) }}
with states as (
    select c.*
    from {{ ref('int_area_controlled') }} as c
    where c.is_withheld = 0
),

{{ exposed_cells('states', 1) }},

figures as (
    select
        f.output_code || ' ' || f.authority_code || ' '
        || cast(f.starts_on as {{ dbt.type_string() }})
            as block_key,
        f.headline_code as measure_key,
        f.part_key,
        f.cell_value,
        f.families,
        s.zero_is_disclosive,
        s.threshold
    from {{ ref('int_area_figures') }} as f
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            f.output_code = s.output_code
            and f.authority_code = s.authority_code
)

select
    e.block_key,
    e.measure_key,
    e.part_key,
    'can be worked out' as problem
from exposed_1 as e
union all
select
    f.block_key,
    f.measure_key,
    f.part_key,
    'is shown' as problem
from figures as f
where
    f.families is not null
    and f.cell_value < f.threshold
    and (f.cell_value > 0 or f.zero_is_disclosive = 1)
