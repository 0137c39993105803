-- The tables by area as they are published, with names and percentages. Percentages are made of
-- what is shown and of nothing else.
with figures as (
    select * from {{ ref('int_area_figures') }}
),

shares as (
    select
        figures.*,
        case
            when figures.headline_code = 'all' then '[z]'
            when figures.shown in ('[x]', '[c]') then figures.shown
            when
                alls.families is null
                or alls.families < figures.percent_minimum
                or alls.families - figures.families < figures.threshold
                then '[c]'
        end as percent_symbol,
        {{ rounded_percent('figures.families', 'alls.families') }} as percent_of_all
    from figures
    inner join figures as alls
        on
            figures.output_code = alls.output_code
            and figures.authority_code = alls.authority_code
            and figures.financial_year = alls.financial_year
            and figures.period_start = alls.period_start
            and figures.all_part_key = alls.part_key
            and alls.headline_code = 'all'
),

details as (
    select
        'needs_by_area' as output_code,
        n.need_code as detail_code,
        n.need_name as detail_name
    from {{ ref('needs') }} as n
    union all
    select
        'outcomes_by_area' as output_code,
        o.outcome_code as detail_code,
        o.outcome_name as detail_name
    from {{ ref('outcomes') }} as o
),

final as (
    select
        shares.output_code,
        shares.authority_code,
        shares.financial_year,
        case
            when shares.part_kind in ('month', 'year') then shares.part_kind
            when shares.period_months = 3 then 'quarter'
            when shares.period_months = 6 then 'half_year'
            else 'year'
        end as period_type,
        shares.starts_on as period_start,
        cast({{ dbt.dateadd('day', -1, 'shares.next_starts_on') }} as date) as period_end,
        coalesce(areas.area_type, 'authority') as area_type,
        coalesce(areas.area_code, shares.authority_code) as area_code,
        coalesce(areas.area_name, authorities.authority_name) as area_name,
        case
            when shares.headline_code = 'all' then 'all'
            when details.detail_code is null then 'headline'
            else 'detail'
        end as measure_type,
        headlines.framework_version,
        headlines.headline_code,
        headlines.headline_no,
        headlines.headline_name,
        details.detail_code,
        details.detail_name,
        shares.families,
        shares.shown,
        case when shares.percent_symbol is null then shares.percent_of_all end as percent_of_all,
        coalesce(shares.percent_symbol, case
            when shares.percent_of_all = 0 and shares.families > 0 then '[low]'
            else cast(shares.percent_of_all as {{ dbt.type_string() }})
        end) as percent_shown,
        case
            when shares.is_over = 0 or shares.suppression = 'none' then 'none' else 'suppressed'
        end as suppression,
        shares.threshold,
        shares.rounding_base
    from shares
    inner join {{ ref('int_authorities') }} as authorities
        on shares.authority_code = authorities.authority_code
    left join {{ ref('int_reporting_areas') }} as areas
        on
            shares.authority_code = areas.authority_code
            and shares.part_key = areas.area_type || ' ' || areas.area_code
    left join {{ ref('int_headlines') }} as headlines
        on shares.headline_code = headlines.headline_code
    left join details
        on
            shares.output_code = details.output_code
            and shares.part_key = 'detail ' || details.detail_code
)

select * from final
