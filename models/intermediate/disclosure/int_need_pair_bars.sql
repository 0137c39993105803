-- Pairs of which no figure may be shown beside the table of needs, because a small figure of that
-- table could have to move for it: within so many families of what two headlines can share at least
-- or at most, or of what three headlines leave each other.
with cells as (
    select
        c.*,
        s.threshold,
        s.threshold - 1 as margin
    from {{ ref('int_need_pair_cells') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.authority_code = s.authority_code
            and s.output_code = 'needs_by_area'
),

needs as (
    select
        n.authority_code,
        m.financial_year,
        n.headline_code,
        n.part_key,
        sum(n.cell_value) as families
    from {{ ref('int_area_cells') }} as n
    inner join {{ ref('int_area_measures') }} as m
        on
            n.output_code = m.output_code
            and n.authority_code = m.authority_code
            and n.period_start = m.period_start
            and n.headline_code = m.headline_code
    where n.output_code = 'needs_by_area'
    group by
        n.authority_code,
        m.financial_year,
        n.headline_code,
        n.part_key
),

-- each pair from either side
sides as (
    select
        c.*,
        c.first_headline_code as own_code,
        c.second_headline_code as other_code
    from cells as c
    union all
    select
        c.*,
        c.second_headline_code as own_code,
        c.first_headline_code as other_code
    from cells as c
),

triples as (
    select
        one.authority_code,
        one.financial_year,
        one.part_key,
        one.pair_code,
        two.pair_code as next_pair_code,
        three.pair_code as far_pair_code,
        -- what the first headline has to hold, and what the three leave of all families
        one.cell_value + two.cell_value - three.cell_value + one.margin - own.families
            as too_many_in_one,
        own.families + other.families + third.families
        - one.cell_value - two.cell_value - three.cell_value + one.margin - alls.families
            as too_many_in_all,
        least(one.cell_value, two.cell_value) >= one.threshold as is_shown_twice
    from sides as one
    inner join sides as two
        on
            one.authority_code = two.authority_code
            and one.financial_year = two.financial_year
            and one.part_key = two.part_key
            and one.own_code = two.own_code
            and one.other_code < two.other_code
    inner join sides as three
        on
            one.authority_code = three.authority_code
            and one.financial_year = three.financial_year
            and one.part_key = three.part_key
            and one.other_code = three.own_code
            and two.other_code = three.other_code
    inner join needs as own
        on
            one.authority_code = own.authority_code
            and one.financial_year = own.financial_year
            and one.part_key = own.part_key
            and one.own_code = own.headline_code
    inner join needs as other
        on
            one.authority_code = other.authority_code
            and one.financial_year = other.financial_year
            and one.part_key = other.part_key
            and one.other_code = other.headline_code
    inner join needs as third
        on
            one.authority_code = third.authority_code
            and one.financial_year = third.financial_year
            and one.part_key = third.part_key
            and two.other_code = third.headline_code
    inner join needs as alls
        on
            one.authority_code = alls.authority_code
            and one.financial_year = alls.financial_year
            and one.part_key = alls.part_key
            and alls.headline_code = 'all'
),

barred as (
    select
        c.authority_code,
        c.financial_year,
        c.part_key,
        c.pair_code
    from cells as c
    where
        c.cell_value + c.margin > c.most_shared
        or c.cell_value - c.margin < c.least_shared
    {% for code in ['pair_code', 'next_pair_code', 'far_pair_code'] -%}
    union all
    select
        t.authority_code,
        t.financial_year,
        t.part_key,
        t.{{ code ~ ('' if code == 'pair_code' else ' as pair_code') }}
    from triples as t
    where
        t.too_many_in_all > 0
        or (t.is_shown_twice and t.too_many_in_one > 0)
    {% endfor -%}
),

final as (
    select
        b.authority_code,
        b.financial_year,
        b.part_key,
        b.pair_code
    from barred as b
    group by
        b.authority_code,
        b.financial_year,
        b.part_key,
        b.pair_code
)

select * from final
