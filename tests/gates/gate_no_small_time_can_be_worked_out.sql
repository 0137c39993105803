-- Nothing is published where the table of time to outcomes shows a figure below the threshold,
-- tells how long few families took, or lets a figure that is kept back be worked out closer.
{{ config(severity='warn', tags=['gate']) }}
with states as (
    select c.*
    from {{ ref('int_time_to_outcome_controlled') }} as c
    where c.is_withheld = 0
),

{{ exposed_cells('states', 1) }},

figures as (
    select
        m.authority_code,
        m.financial_year,
        m.families,
        m.median_days_from_need,
        m.median_days_from_start,
        c.measure_key,
        c.part_key,
        c.cell_value,
        c.zero_is_disclosive,
        c.threshold
    from {{ ref('mart_time_to_outcome') }} as m
    inner join {{ ref('int_time_to_outcome_controlled') }} as c
        on
            m.authority_code = c.authority_code
            and m.period_start = c.year_start
            and coalesce(m.headline_code, 'all') = c.headline_code
            and coalesce(m.outcome_code, 'all') = c.part_key
)

select
    e.block_key,
    e.measure_key,
    e.part_key,
    'can be worked out' as problem
from exposed_1 as e
union all
select
    'time_to_outcome ' || f.authority_code || ' ' || f.financial_year as block_key,
    f.measure_key,
    f.part_key,
    'is shown' as problem
from figures as f
where
    (
        f.families is not null
        and f.cell_value < f.threshold
        and (f.cell_value > 0 or f.zero_is_disclosive = 1)
    )
    or (
        coalesce(f.median_days_from_need, f.median_days_from_start) is not null
        and (f.families is null or f.cell_value < 2 * f.threshold)
    )
