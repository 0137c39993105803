-- Nothing is published where the table of pairs of headlines shows a figure below the threshold or
-- one that the table of needs does not bear, or lets one that is kept back be worked out.
{{ config(severity='warn', tags=['gate']) }}
with states as (
    select c.*
    from {{ ref('int_need_pair_controlled') }} as c
    where c.is_withheld = 0
),

{{ exposed_cells('states', 1) }},

figures as (
    select
        m.authority_code,
        m.financial_year,
        m.first_headline_code || ' ' || m.second_headline_code as pair_code,
        case
            when m.area_type = 'authority' then 'whole' else m.area_type || ' ' || m.area_code
        end as part_key,
        m.families
    from {{ ref('mart_need_pairs_by_area') }} as m
    where m.families is not null
),

-- whether the whole of a pair is shown
wholes as (
    select
        c.authority_code,
        c.financial_year,
        c.pair_code,
        max(case when f.part_key = 'whole' then 1 else 0 end) as is_whole_shown
    from {{ ref('int_need_pair_controlled') }} as c
    left join figures as f
        on
            c.authority_code = f.authority_code
            and c.financial_year = f.financial_year
            and c.pair_code = f.pair_code
            and c.part_key = f.part_key
    group by
        c.authority_code,
        c.financial_year,
        c.pair_code
)

select
    e.block_key,
    e.measure_key,
    e.part_key,
    'can be worked out' as problem
from exposed_1 as e
union all
select
    c.block_key,
    c.measure_key,
    c.part_key,
    case
        when c.cell_value < c.threshold and (c.cell_value > 0 or c.zero_is_disclosive = 1)
            then 'is shown'
        when wholes.is_whole_shown = 0 then 'is shown without its whole'
        else 'is shown though the table of needs does not bear it'
    end as problem
from figures as f
inner join {{ ref('int_need_pair_controlled') }} as c
    on
        f.authority_code = c.authority_code
        and f.financial_year = c.financial_year
        and f.pair_code = c.pair_code
        and f.part_key = c.part_key
inner join wholes
    on
        f.authority_code = wholes.authority_code
        and f.financial_year = wholes.financial_year
        and f.pair_code = wholes.pair_code
left join {{ ref('int_need_pair_bars') }} as bars
    on
        f.authority_code = bars.authority_code
        and f.financial_year = bars.financial_year
        and f.pair_code = bars.pair_code
        and f.part_key = bars.part_key
where
    (c.cell_value < c.threshold and (c.cell_value > 0 or c.zero_is_disclosive = 1))
    or bars.pair_code is not null
    or wholes.is_whole_shown = 0
