-- The least and the most families that two headlines can share, by the table of needs: in each
-- ward and month no more than the smaller of the two, and no fewer than what does not fit beside it
-- among all families. Somebody who knew every figure of that table knew as much.
with needs as (
    select
        c.authority_code,
        c.period_start,
        c.headline_code,
        c.part_kind,
        c.part_key,
        case when c.part_depth = 2 then c.parent_part_key else c.part_key end as place_key,
        c.cell_value
    from {{ ref('int_area_cells') }} as c
    where
        c.output_code = 'needs_by_area'
        and (
            c.part_kind = 'month'
            or (c.part_kind = 'area' and c.part_key not like 'locality %')
        )
),

shared as (
    select
        pairs.authority_code,
        pairs.financial_year,
        pairs.pair_code,
        alls.part_kind,
        alls.place_key,
        sum(greatest(firsts.cell_value + seconds.cell_value - alls.cell_value, 0)) as least_shared,
        sum(least(firsts.cell_value, seconds.cell_value)) as most_shared
    from {{ ref('int_need_pairs') }} as pairs
    inner join needs as alls
        on
            pairs.authority_code = alls.authority_code
            and pairs.period_start = alls.period_start
            and alls.headline_code = 'all'
    inner join needs as firsts
        on
            alls.authority_code = firsts.authority_code
            and alls.period_start = firsts.period_start
            and alls.part_key = firsts.part_key
            and pairs.first_headline_code = firsts.headline_code
    inner join needs as seconds
        on
            alls.authority_code = seconds.authority_code
            and alls.period_start = seconds.period_start
            and alls.part_key = seconds.part_key
            and pairs.second_headline_code = seconds.headline_code
    group by
        pairs.authority_code,
        pairs.financial_year,
        pairs.pair_code,
        alls.part_kind,
        alls.place_key
),

wholes as (
    select
        s.authority_code,
        s.financial_year,
        s.pair_code,
        s.part_kind,
        sum(s.least_shared) as least_shared,
        sum(s.most_shared) as most_shared
    from shared as s
    group by
        s.authority_code,
        s.financial_year,
        s.pair_code,
        s.part_kind
),

final as (
    select
        s.authority_code,
        s.financial_year,
        s.pair_code,
        s.place_key as part_key,
        cast(s.least_shared as integer) as least_shared,
        cast(s.most_shared as integer) as most_shared
    from shared as s
    where s.part_kind = 'area'
    union all
    select
        w.authority_code,
        w.financial_year,
        w.pair_code,
        'whole' as part_key,
        cast(max(w.least_shared) as integer) as least_shared,
        cast(min(w.most_shared) as integer) as most_shared
    from wholes as w
    group by
        w.authority_code,
        w.financial_year,
        w.pair_code
)

select * from final
