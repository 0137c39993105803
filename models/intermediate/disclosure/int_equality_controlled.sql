-- The figures of the table of equality with what may be shown of each. Each group is decided by
-- itself, and nothing shown of one that is kept back as a whole; eligible people are shown only
-- where what is known of everybody supported bears it.
with controlled as (
    select
        c.financial_year,
        c.measure_code,
        c.characteristic_code,
        c.category_code,
        c.families,
        d.*
    from {{ ref('int_equality_cells') }} as c
    inner join {{ ref('int_cells_decided') }} as d
        on
            d.output_code = 'equality'
            and c.authority_code = d.authority_code
            and c.financial_year = d.period_key
            and c.measure_code = d.measure_key
            and c.part_key = d.part_key
),

-- everybody supported, as somebody sees them who knows the eligible exactly
beside_eligible as (
    select
        s.authority_code,
        s.financial_year,
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
    from controlled as s
    inner join controlled as e
        on
            s.authority_code = e.authority_code
            and s.financial_year = e.financial_year
            and s.part_key = e.part_key
            and e.measure_code = 'eligible'
    where s.measure_code = 'supported'
),

{{ exposed_cells('beside_eligible', 'beside_eligible') }},

unbearable as (
    select 'equality ' || s.authority_code || ' ' || s.financial_year || ' eligible' as block_key
    from exposed_beside_eligible as e
    inner join beside_eligible as s
        on
            e.block_key = s.block_key
            and e.part_key = s.part_key
    group by
        s.authority_code,
        s.financial_year
),

final as (
    select
        c.authority_code,
        c.financial_year,
        c.measure_code,
        c.characteristic_code,
        c.category_code,
        c.families,
        c.block_key,
        c.measure_key,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.is_union,
        c.is_primary,
        c.is_of_few,
        c.cell_value,
        c.rounded_value,
        c.least_secret,
        c.most_secret,
        c.most_possible,
        c.narrower_value,
        c.wider_value,
        c.union_most,
        c.union_sum,
        c.threshold,
        c.rounding_base,
        c.zero_is_disclosive,
        c.is_withheld,
        case
            when c.suppression <> 'none' then c.suppression
            when u.block_key is not null or wholes.is_hidden = 1 then 'complementary'
            else 'none'
        end as suppression
    from controlled as c
    inner join controlled as wholes
        on
            c.block_key = wholes.block_key
            and wholes.part_depth = 0
    left join unbearable as u on c.block_key = u.block_key
)

select
    final.*,
    case when final.suppression = 'none' then 0 else 1 end as is_hidden
from final
