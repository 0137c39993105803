-- People of each group in a financial year that is over before control, nobody at all too: all of
-- them, and by one characteristic at a time, with the families they are of.
with years as (
    select
        p.authority_code,
        p.financial_year
    from {{ ref('int_reporting_periods') }} as p
    where
        p.output_code = 'equality'
        and p.is_year_over = 1
    group by
        p.authority_code,
        p.financial_year
),

parts as (
    select
        'all' as characteristic_code,
        'all' as category_code,
        'whole' as part_kind,
        'whole' as part_key,
        cast(null as {{ dbt.type_string() }}) as parent_part_key,
        0 as part_depth
    union all
    select
        c.characteristic_code,
        c.category_code,
        c.characteristic_code as part_kind,
        c.characteristic_code || ' ' || c.category_code as part_key,
        'whole' as parent_part_key,
        1 as part_depth
    from {{ ref('equality_categories') }} as c
),

counts as (
    select
        p.authority_code,
        p.financial_year,
        p.measure_code,
        'all' as characteristic_code,
        'all' as category_code,
        count(*) as people,
        count(distinct p.family_key) as families
    from {{ ref('int_equality_people') }} as p
    group by
        p.authority_code,
        p.financial_year,
        p.measure_code
    union all
    select
        f.authority_code,
        f.financial_year,
        f.measure_code,
        f.characteristic_code,
        f.category_code,
        count(*) as people,
        count(distinct f.family_key) as families
    from {{ ref('int_equality_facts') }} as f
    group by
        f.authority_code,
        f.financial_year,
        f.measure_code,
        f.characteristic_code,
        f.category_code
),

final as (
    select
        years.authority_code,
        years.financial_year,
        measures.measure_code,
        parts.characteristic_code,
        parts.category_code,
        parts.part_kind,
        parts.part_key,
        parts.parent_part_key,
        parts.part_depth,
        cast(coalesce(counts.people, 0) as integer) as cell_value,
        cast(coalesce(counts.families, 0) as integer) as families
    from years
    cross join {{ ref('equality_measures') }} as measures
    cross join parts
    left join counts
        on
            years.authority_code = counts.authority_code
            and years.financial_year = counts.financial_year
            and measures.measure_code = counts.measure_code
            and parts.characteristic_code = counts.characteristic_code
            and parts.category_code = counts.category_code
)

select * from final
