-- The terms whose sessions a census in force carries.
with censuses as (
    select
        c.feed_code,
        cast(substr(c.period, 1, 4) as integer) as census_year,
        substr(c.period, 6) as census_term,
        c.period
    from {{ ref('int_feed_coverage') }} as c
    where c.period_kind = 'term'
),

final as (
    select
        item_terms.authority_code,
        censuses.feed_code,
        censuses.period,
        item_terms.term_number,
        item_terms.starts_on,
        item_terms.ends_on,
        item_terms.covers_from,
        item_terms.covers_to
    from censuses
    inner join {{ ref('int_census_item_terms') }} as item_terms
        on
            censuses.census_term = item_terms.census_term
            and {{ academic_year_start('censuses.census_year', 'censuses.census_term') }}
            = item_terms.academic_year_start
            and item_terms.census_item = 'termly_sessions'
)

select * from final
