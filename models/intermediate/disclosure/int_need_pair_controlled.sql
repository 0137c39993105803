-- Pairs of headlines with what may be shown of each. Localities are shown only with the whole, and
-- only where what it leaves to the others could be shared otherwise as well.
with controlled as (
    select
        c.financial_year,
        c.pair_code,
        c.first_headline_code,
        c.second_headline_code,
        c.least_shared,
        c.most_shared,
        d.*
    from {{ ref('int_need_pair_cells') }} as c
    inner join {{ ref('int_cells_decided') }} as d
        on
            d.output_code = 'need_pairs_by_area'
            and c.authority_code = d.authority_code
            and c.financial_year = d.period_key
            and c.pair_code = d.measure_key
            and c.part_key = d.part_key
),

rests as (
    select
        c.block_key,
        c.measure_key,
        max(case when c.part_depth = 0 then c.is_hidden end) as is_whole_hidden,
        max(case when c.part_depth = 1 then c.is_hidden end) as is_any_hidden,
        sum(case when c.part_depth = 1 and c.is_hidden = 1 then c.cell_value else 0 end)
            as rest_value,
        sum(case when c.part_depth = 1 and c.is_hidden = 1 then c.least_shared else 0 end)
            as rest_least,
        sum(case when c.part_depth = 1 and c.is_hidden = 1 then c.most_shared else 0 end)
            as rest_most,
        max(c.threshold) - 1 as margin
    from controlled as c
    group by
        c.block_key,
        c.measure_key
),

final as (
    select
        c.authority_code,
        c.financial_year,
        c.pair_code,
        c.first_headline_code,
        c.second_headline_code,
        c.part_kind,
        c.part_key,
        c.parent_part_key,
        c.part_depth,
        c.block_key,
        c.measure_key,
        c.is_widest,
        c.is_union,
        c.cell_value,
        c.least_shared,
        c.most_shared,
        c.rounded_value,
        c.is_primary,
        c.is_barred,
        c.is_of_few,
        c.most_possible,
        c.least_secret,
        c.most_secret,
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
            when
                c.part_depth = 1
                and (
                    rests.is_whole_hidden = 1
                    or (
                        rests.is_any_hidden = 1
                        and (
                            rests.rest_value + rests.margin > rests.rest_most
                            or rests.rest_value - rests.margin < rests.rest_least
                        )
                    )
                )
                then 'complementary'
            else 'none'
        end as suppression
    from controlled as c
    inner join rests
        on
            c.block_key = rests.block_key
            and c.measure_key = rests.measure_key
)

select
    final.*,
    case when final.suppression = 'none' then 0 else 1 end as is_hidden
from final
