-- Every figure of the table of time to outcomes before it is controlled, none at all too: families
-- of a financial year, by headline and by outcome, as the outcomes by area have them.
with years as (
    select
        p.authority_code,
        p.year_start,
        p.financial_year,
        max(p.next_period) as next_start,
        min(p.is_year_over) as is_year_over
    from {{ ref('int_reporting_periods') }} as p
    where
        p.output_code = 'outcomes_by_area'
        and p.is_period_over = 1
    group by
        p.authority_code,
        p.year_start,
        p.financial_year
),

measures as (
    select
        m.authority_code,
        m.financial_year,
        m.headline_code
    from {{ ref('int_area_measures') }} as m
    where m.output_code = 'outcomes_by_area'
    group by
        m.authority_code,
        m.financial_year,
        m.headline_code
),

details as (
    select
        n.headline_code,
        o.outcome_code as detail_code
    from {{ ref('outcomes') }} as o
    inner join {{ ref('needs') }} as n on o.need_code = n.need_code
),

parts as (
    select
        measures.*,
        'whole' as part_kind,
        'all' as detail_code,
        cast(null as {{ dbt.type_string() }}) as parent_part_key,
        0 as part_depth
    from measures
    union all
    select
        measures.*,
        'detail' as part_kind,
        details.detail_code,
        'all' as parent_part_key,
        1 as part_depth
    from measures
    inner join details on measures.headline_code = details.headline_code
),

times as (
    select
        t.authority_code,
        t.year_start,
        t.headline_code,
        t.detail_code,
        count(*) as families,
        percentile_cont(0.25) within group (order by t.days_from_need)
            as lower_days_from_need,
        percentile_cont(0.5) within group (order by t.days_from_need)
            as median_days_from_need,
        percentile_cont(0.75) within group (order by t.days_from_need)
            as upper_days_from_need,
        percentile_cont(0.25) within group (order by t.days_from_start)
            as lower_days_from_start,
        percentile_cont(0.5) within group (order by t.days_from_start)
            as median_days_from_start,
        percentile_cont(0.75) within group (order by t.days_from_start)
            as upper_days_from_start
    from {{ ref('int_time_to_outcome') }} as t
    group by
        t.authority_code,
        t.year_start,
        t.headline_code,
        t.detail_code
),

final as (
    select
        parts.authority_code,
        years.financial_year,
        years.year_start,
        years.next_start,
        years.is_year_over,
        parts.headline_code,
        parts.part_kind,
        parts.detail_code as part_key,
        parts.parent_part_key,
        parts.part_depth,
        times.lower_days_from_need,
        times.median_days_from_need,
        times.upper_days_from_need,
        times.lower_days_from_start,
        times.median_days_from_start,
        times.upper_days_from_start,
        cast(coalesce(times.families, 0) as integer) as cell_value
    from parts
    inner join years
        on
            parts.authority_code = years.authority_code
            and parts.financial_year = years.financial_year
    left join times
        on
            parts.authority_code = times.authority_code
            and years.year_start = times.year_start
            and parts.headline_code = times.headline_code
            and parts.detail_code = times.detail_code
)

select * from final
