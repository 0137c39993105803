with figures as (
    select
        c.*,
        case when c.suppression = 'none' then c.rounded_value end as families,
        {{ shown_count('c') }} as shown
    from {{ ref('int_need_pair_controlled') }} as c
),

years as (
    select
        p.authority_code,
        p.financial_year,
        min(p.year_start) as year_start,
        max(p.next_year) as next_year
    from {{ ref('int_reporting_periods') }} as p
    where p.output_code = 'needs_by_area'
    group by
        p.authority_code,
        p.financial_year
),

-- all families of a year, as the table of needs shows them
alls as (
    select
        f.authority_code,
        f.financial_year,
        f.families,
        f.percent_minimum
    from {{ ref('int_area_figures') }} as f
    where
        f.output_code = 'needs_by_area'
        and f.headline_code = 'all'
        and f.part_kind = case when f.period_months = 12 then 'whole' else 'year' end
),

shares as (
    select
        figures.*,
        case
            when figures.part_kind <> 'whole' then '[z]'
            when figures.shown = '[c]' then '[c]'
            when
                alls.families is null
                or alls.families < alls.percent_minimum
                or alls.families - figures.families < figures.threshold
                then '[c]'
        end as percent_symbol,
        {{ rounded_percent('figures.families', 'alls.families') }} as percent_of_all
    from figures
    left join alls
        on
            figures.authority_code = alls.authority_code
            and figures.financial_year = alls.financial_year
),

final as (
    select
        shares.authority_code,
        shares.financial_year,
        'year' as period_type,
        years.year_start as period_start,
        cast({{ dbt.dateadd('day', -1, 'years.next_year') }} as date) as period_end,
        coalesce(areas.area_type, 'authority') as area_type,
        coalesce(areas.area_code, shares.authority_code) as area_code,
        coalesce(areas.area_name, authorities.authority_name) as area_name,
        firsts.framework_version,
        firsts.headline_code as first_headline_code,
        firsts.headline_no as first_headline_no,
        firsts.headline_name as first_headline_name,
        seconds.headline_code as second_headline_code,
        seconds.headline_no as second_headline_no,
        seconds.headline_name as second_headline_name,
        shares.families,
        shares.shown,
        case when shares.percent_symbol is null then shares.percent_of_all end as percent_of_all,
        coalesce(shares.percent_symbol, case
            when shares.percent_of_all = 0 and shares.families > 0 then '[low]'
            else cast(shares.percent_of_all as {{ dbt.type_string() }})
        end) as percent_shown,
        case when shares.suppression = 'none' then 'none' else 'suppressed' end as suppression,
        shares.threshold,
        shares.rounding_base
    from shares
    inner join {{ ref('dim_authority') }} as authorities
        on shares.authority_code = authorities.authority_code
    inner join years
        on
            shares.authority_code = years.authority_code
            and shares.financial_year = years.financial_year
    inner join {{ ref('dim_headline') }} as firsts
        on shares.first_headline_code = firsts.headline_code
    inner join {{ ref('dim_headline') }} as seconds
        on shares.second_headline_code = seconds.headline_code
    left join {{ ref('int_reporting_areas') }} as areas
        on
            shares.authority_code = areas.authority_code
            and shares.part_key = areas.area_type || ' ' || areas.area_code
)

select * from final
