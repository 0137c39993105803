-- A family counts once a quarter and once a year.
with quarters as (
    select * from {{ ref('int_progress_quarters') }}
),

in_quarters as (
    {{ families_in_spans('quarters', 'quarter_starts_on', 'told_until', 'quarter_starts_on') }}
),

of_quarters as (
    select
        in_quarters.authority_code,
        in_quarters.quarter_starts_on,
        in_quarters.measure,
        count(distinct in_quarters.family_key) as families
    from in_quarters
    group by
        in_quarters.authority_code,
        in_quarters.quarter_starts_on,
        in_quarters.measure
),

of_years as (
    select
        quarters.authority_code,
        quarters.quarter_starts_on,
        counted.measure,
        count(*) as families
    from quarters
    inner join {{ ref('int_families_counted') }} as counted
        on
            quarters.authority_code = counted.authority_code
            and quarters.financial_year = counted.financial_year
            and quarters.told_until >= counted.counts_from
    group by
        quarters.authority_code,
        quarters.quarter_starts_on,
        counted.measure
),

final as (
    {% for measure in ['families_claimed', 'families_whole_family', 'families_supported'] -%}
    select
        quarters.authority_code,
        quarters.financial_year,
        quarters.financial_quarter,
        '{{ measure }}' as measure,
        coalesce(of_quarters.families, 0) as families_in_quarter,
        coalesce(of_years.families, 0) as families_in_year
    from quarters
    left join of_quarters
        on
            quarters.authority_code = of_quarters.authority_code
            and quarters.quarter_starts_on = of_quarters.quarter_starts_on
            and of_quarters.measure = '{{ measure }}'
    left join of_years
        on
            quarters.authority_code = of_years.authority_code
            and quarters.quarter_starts_on = of_years.quarter_starts_on
            and of_years.measure = '{{ measure }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
