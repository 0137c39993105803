with figures as (
    select
        c.*,
        s.threshold as smallest_shown,
        s.families_minimum,
        s.percent_minimum,
        case when c.suppression = 'none' then c.rounded_value end as people,
        {{ shown_count('c') }} as shown
    from {{ ref('int_equality_controlled') }} as c
    inner join {{ ref('int_disclosure_settings') }} as s
        on
            c.authority_code = s.authority_code
            and s.output_code = 'equality'
),

years as (
    select
        p.authority_code,
        p.financial_year,
        min(p.year_start) as year_start,
        max(p.next_year) as next_year
    from {{ ref('int_reporting_periods') }} as p
    where p.output_code = 'equality'
    group by
        p.authority_code,
        p.financial_year
),

shares as (
    select
        figures.*,
        case
            when figures.part_kind = 'whole' then '[z]'
            when figures.shown = '[c]' then '[c]'
            when
                wholes.people is null
                or wholes.people < figures.percent_minimum
                or wholes.people - figures.people < figures.smallest_shown
                then '[c]'
        end as percent_symbol,
        {{ rounded_percent('figures.people', 'wholes.people') }} as percent_of_group
    from figures
    inner join figures as wholes
        on
            figures.block_key = wholes.block_key
            and figures.measure_key = wholes.measure_key
            and wholes.part_kind = 'whole'
),

final as (
    select
        shares.authority_code,
        shares.financial_year,
        years.year_start as period_start,
        cast({{ dbt.dateadd('day', -1, 'years.next_year') }} as date) as period_end,
        shares.measure_code,
        measures.measure_name,
        measures.measure_order,
        shares.characteristic_code,
        coalesce(categories.characteristic_name, 'Everybody') as characteristic_name,
        coalesce(categories.characteristic_order, 0) as characteristic_order,
        shares.category_code,
        coalesce(categories.category_name, 'Everybody') as category_name,
        coalesce(categories.category_order, 0) as category_order,
        shares.people,
        shares.shown,
        case when shares.percent_symbol is null then shares.percent_of_group end
            as percent_of_group,
        coalesce(shares.percent_symbol, case
            when
                shares.percent_of_group = 0
                and (shares.people > 0 or shares.shown = '[low]')
                then '[low]'
            else cast(shares.percent_of_group as {{ dbt.type_string() }})
        end) as percent_shown,
        case when shares.suppression = 'none' then 'none' else 'suppressed' end as suppression,
        shares.smallest_shown as threshold,
        shares.families_minimum,
        shares.rounding_base
    from shares
    inner join years
        on
            shares.authority_code = years.authority_code
            and shares.financial_year = years.financial_year
    inner join {{ ref('equality_measures') }} as measures
        on shares.measure_code = measures.measure_code
    left join {{ ref('equality_categories') }} as categories
        on
            shares.characteristic_code = categories.characteristic_code
            and shares.category_code = categories.category_code
)

select * from final
