-- Nothing is published where the table of equality shows a figure below the threshold or of too few
-- families, or lets one that is kept back be worked out: by itself, or of everybody supported by
-- somebody who knows those of them that are eligible.
{{ config(severity='warn', tags=['gate']) }}
with states as (
    select c.*
    from {{ ref('int_equality_controlled') }} as c
    where c.is_withheld = 0
),

figures as (
    select
        m.authority_code,
        m.financial_year,
        m.measure_code,
        case
            when m.characteristic_code = 'all' then 'whole'
            else m.characteristic_code || ' ' || m.category_code
        end as part_key,
        m.people
    from {{ ref('mart_equality') }} as m
    where m.people is not null
),

{{ exposed_cells('states', 1) }},

beside_eligible as (
    select
        s.block_key,
        s.measure_key,
        s.part_kind,
        s.part_key,
        s.parent_part_key,
        s.part_depth,
        s.cell_value,
        s.rounded_value,
        s.rounding_base,
        s.threshold,
        s.is_union,
        s.is_primary,
        s.is_hidden,
        s.least_secret,
        s.most_secret,
        s.most_possible,
        s.wider_value,
        s.union_most,
        s.union_sum,
        e.cell_value as narrower_value
    from states as s
    inner join {{ ref('int_equality_controlled') }} as e
        on
            s.authority_code = e.authority_code
            and s.financial_year = e.financial_year
            and s.part_key = e.part_key
            and e.measure_code = 'eligible'
    where
        s.measure_code = 'supported'
        and exists (
            select 1
            from figures as f
            where
                f.authority_code = s.authority_code
                and f.financial_year = s.financial_year
                and f.measure_code = 'eligible'
        )
),

{{ exposed_cells('beside_eligible', 2) }}

select
    e.block_key,
    e.measure_key,
    e.part_key,
    'can be worked out' as problem
from exposed_1 as e
union all
select
    e.block_key,
    e.measure_key,
    e.part_key,
    'can be worked out beside the eligible' as problem
from exposed_2 as e
union all
select
    c.block_key,
    c.measure_key,
    c.part_key,
    case when c.is_primary = 1 then 'is shown' else 'is shown without its whole' end as problem
from figures as f
inner join {{ ref('int_equality_controlled') }} as c
    on
        f.authority_code = c.authority_code
        and f.financial_year = c.financial_year
        and f.measure_code = c.measure_code
        and f.part_key = c.part_key
left join figures as wholes
    on
        f.authority_code = wholes.authority_code
        and f.financial_year = wholes.financial_year
        and f.measure_code = wholes.measure_code
        and wholes.part_key = 'whole'
where
    c.is_primary = 1
    or wholes.part_key is null
