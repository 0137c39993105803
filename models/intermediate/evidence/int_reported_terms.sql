-- The terms whose sessions a feed carries in full: a census in force, or the marks of every month
-- that the term touches.
with coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

censuses as (
    select
        coverage.authority_code,
        coverage.feed_code,
        coverage.period,
        cast(substr(coverage.period, 1, 4) as integer) as census_year,
        substr(coverage.period, 6) as census_term,
        coverage.may_identify_needs,
        coverage.may_prove_outcomes
    from coverage
    where coverage.period_kind = 'term'
),

of_censuses as (
    select
        item_terms.authority_code,
        censuses.feed_code,
        censuses.period,
        item_terms.term_number,
        item_terms.starts_on,
        item_terms.ends_on,
        item_terms.covers_from,
        item_terms.covers_to,
        censuses.may_identify_needs,
        censuses.may_prove_outcomes
    from censuses
    inner join {{ ref('int_census_item_terms') }} as item_terms
        on
            censuses.authority_code = item_terms.authority_code
            and censuses.census_term = item_terms.census_term
            and {{ academic_year_start('censuses.census_year', 'censuses.census_term') }}
            = item_terms.academic_year_start
            and item_terms.census_item = 'termly_sessions'
),

of_marks as (
    select
        terms.authority_code,
        coverage.feed_code,
        terms.academic_year || ' ' || terms.term as period,
        terms.term_number,
        terms.starts_on,
        terms.ends_on,
        terms.covers_from,
        terms.covers_to,
        bool_and(coverage.may_identify_needs) as may_identify_needs,
        bool_and(coverage.may_prove_outcomes) as may_prove_outcomes
    from {{ ref('int_school_terms') }} as terms
    inner join coverage
        on
            terms.authority_code = coverage.authority_code
            and terms.ends_on >= coverage.covered_from
            and terms.starts_on < coverage.covered_to
    where coverage.feed_code = 'attendance'
    group by
        terms.authority_code,
        coverage.feed_code,
        terms.academic_year,
        terms.term,
        terms.term_number,
        terms.starts_on,
        terms.ends_on,
        terms.covers_from,
        terms.covers_to
    having
        count(*) = {{ months_touched(
            'terms.starts_on', dbt.dateadd('day', 1, 'terms.ends_on')
        ) }}
),

final as (
    select * from of_censuses
    union all
    select * from of_marks
)

select * from final
