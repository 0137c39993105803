-- Two headlines of one version, the one with the lower number first, in each period of a year that
-- is over and in which both are counted.
with measures as (
    select
        m.authority_code,
        m.financial_year,
        m.period_start,
        m.headline_code,
        h.framework_version,
        h.headline_no
    from {{ ref('int_area_measures') }} as m
    inner join {{ ref('headlines') }} as h on m.headline_code = h.headline_code
    where
        m.output_code = 'needs_by_area'
        and m.is_year_over = 1
),

final as (
    select
        firsts.authority_code,
        firsts.financial_year,
        firsts.period_start,
        firsts.headline_code || ' ' || seconds.headline_code as pair_code,
        firsts.headline_code as first_headline_code,
        seconds.headline_code as second_headline_code
    from measures as firsts
    inner join measures as seconds
        on
            firsts.authority_code = seconds.authority_code
            and firsts.period_start = seconds.period_start
            and firsts.framework_version = seconds.framework_version
            and firsts.headline_no < seconds.headline_no
)

select * from final
