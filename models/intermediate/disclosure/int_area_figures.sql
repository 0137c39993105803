-- The figures by area of periods and of years together: what may be shown, and symbols where there
-- is nothing to show.
with periods as (
    select
        c.output_code,
        c.authority_code,
        c.headline_code,
        c.part_kind,
        c.part_key,
        m.financial_year,
        m.period_start,
        coalesce(p.month_start, m.period_start) as starts_on,
        coalesce(p.next_month, m.next_period) as next_starts_on,
        1 as is_over,
        c.cell_value,
        c.rounded_value,
        c.suppression
    from {{ ref('int_area_controlled') }} as c
    inner join {{ ref('int_area_measures') }} as m
        on
            c.output_code = m.output_code
            and c.authority_code = m.authority_code
            and c.period_start = m.period_start
            and c.headline_code = m.headline_code
    left join {{ ref('int_reporting_periods') }} as p
        on
            c.output_code = p.output_code
            and c.authority_code = p.authority_code
            and c.part_key = 'month ' || cast(p.month_start as {{ dbt.type_string() }})
),

years as (
    select
        t.output_code,
        t.authority_code,
        t.headline_code,
        'year' as part_kind,
        'year' as part_key,
        t.financial_year,
        min(p.year_start) as period_start,
        min(p.year_start) as starts_on,
        min(p.next_year) as next_starts_on,
        t.is_year_over as is_over,
        t.cell_value,
        t.rounded_value,
        t.suppression
    from {{ ref('int_area_totals') }} as t
    inner join {{ ref('int_reporting_periods') }} as p
        on
            t.output_code = p.output_code
            and t.authority_code = p.authority_code
            and t.financial_year = p.financial_year
    group by
        t.output_code,
        t.authority_code,
        t.headline_code,
        t.financial_year,
        t.is_year_over,
        t.cell_value,
        t.rounded_value,
        t.suppression
),

final as (
    select
        r.*,
        s.threshold,
        s.rounding_base,
        s.percent_minimum,
        s.period_months,
        case when r.is_over = 1 and r.suppression = 'none' then r.rounded_value end as families,
        case when r.is_over = 0 then '[x]' else {{ shown_count('r') }} end as shown,
        case when r.part_kind = 'detail' then 'whole' else r.part_key end as all_part_key
    from (
        select * from periods
        union all
        select * from years
    ) as r
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            r.output_code = s.output_code
            and r.authority_code = s.authority_code
    where
        r.part_kind <> 'year'
        or s.period_months < 12
)

select * from final
