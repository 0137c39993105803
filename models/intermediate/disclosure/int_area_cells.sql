-- Every figure of the tables by area before it is controlled, none at all too: a period of an
-- authority as a whole, by month, by area and by need or outcome, one of these at a time.
with measures as (
    select * from {{ ref('int_area_measures') }}
),

details as (
    select
        'needs_by_area' as output_code,
        n.headline_code,
        n.need_code as detail_code
    from {{ ref('needs') }} as n
    union all
    select
        'outcomes_by_area' as output_code,
        n.headline_code,
        o.outcome_code as detail_code
    from {{ ref('outcomes') }} as o
    inner join {{ ref('needs') }} as n on o.need_code = n.need_code
),

parts as (
    select
        measures.output_code,
        measures.authority_code,
        measures.period_start,
        measures.headline_code,
        'whole' as part_kind,
        'whole' as part_key,
        cast(null as {{ dbt.type_string() }}) as parent_part_key,
        0 as part_depth
    from measures
    union all
    select
        measures.output_code,
        measures.authority_code,
        measures.period_start,
        measures.headline_code,
        'month' as part_kind,
        'month ' || cast(p.month_start as {{ dbt.type_string() }}) as part_key,
        'whole' as parent_part_key,
        1 as part_depth
    from measures
    inner join {{ ref('int_reporting_periods') }} as p
        on
            measures.output_code = p.output_code
            and measures.authority_code = p.authority_code
            and measures.period_start = p.period_start
    union all
    select
        measures.output_code,
        measures.authority_code,
        measures.period_start,
        measures.headline_code,
        'area' as part_kind,
        a.area_type || ' ' || a.area_code as part_key,
        coalesce('locality ' || a.locality_code, 'whole') as parent_part_key,
        case when a.locality_code is null then 1 else 2 end as part_depth
    from measures
    inner join {{ ref('int_reporting_areas') }} as a
        on measures.authority_code = a.authority_code
    union all
    select
        measures.output_code,
        measures.authority_code,
        measures.period_start,
        measures.headline_code,
        'detail' as part_kind,
        'detail ' || details.detail_code as part_key,
        'whole' as parent_part_key,
        1 as part_depth
    from measures
    inner join details
        on
            measures.output_code = details.output_code
            and measures.headline_code = details.headline_code
),

counts as (
    select
        f.output_code,
        f.authority_code,
        f.period_start,
        f.headline_code,
        f.part_key,
        count(*) as families
    from {{ ref('int_area_counts') }} as f
    group by
        f.output_code,
        f.authority_code,
        f.period_start,
        f.headline_code,
        f.part_key
),

final as (
    select
        parts.output_code,
        parts.authority_code,
        parts.period_start,
        parts.headline_code,
        parts.part_kind,
        parts.part_key,
        parts.parent_part_key,
        parts.part_depth,
        cast(coalesce(counts.families, 0) as integer) as cell_value
    from parts
    left join counts
        on
            parts.output_code = counts.output_code
            and parts.authority_code = counts.authority_code
            and parts.period_start = counts.period_start
            and parts.headline_code = counts.headline_code
            and parts.part_key = counts.part_key
)

select * from final
