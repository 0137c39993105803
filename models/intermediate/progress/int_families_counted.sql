-- A family counts once a year, from the first day of it on which it counts.
with years as (
    select
        q.authority_code,
        q.financial_year,
        q.year_starts_on,
        q.year_ends_on
    from {{ ref('int_progress_quarters') }} as q
    group by
        q.authority_code,
        q.financial_year,
        q.year_starts_on,
        q.year_ends_on
),

counted as (
    {{ families_in_spans('years', 'year_starts_on', 'year_ends_on', 'financial_year') }}
),

final as (
    select
        counted.authority_code,
        counted.measure,
        counted.financial_year,
        counted.family_key,
        min(counted.counts_from) as counts_from
    from counted
    group by
        counted.authority_code,
        counted.measure,
        counted.financial_year,
        counted.family_key
)

select * from final
