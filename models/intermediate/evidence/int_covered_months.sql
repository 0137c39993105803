-- Which months prove that nothing happened, and to whom: `*` is everyone, where the feed holds the
-- whole population; a census and a register of marks speak for the pupils listed in them, a cohort
-- feed for the people on the list that was sent.
with months as (
    select * from {{ ref('int_months') }}
),

coverage as (
    select
        c.*,
        f.population
    from {{ ref('int_feed_coverage') }} as c
    inner join {{ ref('int_feeds') }} as f
        on
            c.authority_code = f.authority_code
            and c.feed_code = f.feed_code
),

covered as (
    select
        coverage.authority_code,
        coverage.feed_code,
        coverage.population,
        coverage.period,
        months.month_start,
        months.next_month,
        coverage.may_identify_needs,
        coverage.may_prove_outcomes
    from coverage
    inner join months
        on
            coverage.covered_from <= months.month_start
            and coverage.covered_to >= months.next_month
),

listed as (
    select
        e.person_key,
        e.authority_code,
        e.feed_code,
        f.period
    from {{ ref('int_episode_evidence') }} as e
    inner join {{ ref('int_files_in_force') }} as f on e.source_file = f.source_file
    where
        e.evidence_type in ('on_roll', 'left_roll')
        or (e.evidence_type = 'attendance_sessions' and e.feed_code = 'attendance')
    group by
        e.person_key,
        e.authority_code,
        e.feed_code,
        f.period
),

proven as (
    select
        covered.authority_code,
        covered.feed_code,
        '*' as person_key,
        covered.month_start,
        covered.may_identify_needs,
        covered.may_prove_outcomes
    from covered
    where covered.population = 'full'
    union all
    select
        covered.authority_code,
        covered.feed_code,
        people.person_key,
        covered.month_start,
        covered.may_identify_needs,
        covered.may_prove_outcomes
    from covered
    inner join {{ ref('int_cohort_people') }} as people
        on
            covered.authority_code = people.authority_code
            and covered.feed_code = people.feed_code
            and covered.month_start >= people.sent_on
            and covered.next_month <= people.ended_on
    where covered.population = 'cohort'
    union all
    select
        covered.authority_code,
        covered.feed_code,
        listed.person_key,
        covered.month_start,
        covered.may_identify_needs,
        covered.may_prove_outcomes
    from covered
    inner join listed
        on
            covered.authority_code = listed.authority_code
            and covered.feed_code = listed.feed_code
            and covered.period = listed.period
    where covered.population = 'listed'
    union all
    select
        terms.authority_code,
        terms.feed_code,
        listed.person_key,
        months.month_start,
        terms.may_identify_needs,
        terms.may_prove_outcomes
    from listed
    inner join {{ ref('int_reported_terms') }} as terms
        on
            listed.authority_code = terms.authority_code
            and listed.feed_code = terms.feed_code
            and listed.period = terms.period
    inner join months
        on
            terms.covers_from <= months.month_start
            and terms.covers_to > months.month_start
),

final as (
    select
        proven.authority_code,
        proven.feed_code,
        proven.person_key,
        proven.month_start,
        bool_or(proven.may_identify_needs) as may_identify_needs,
        bool_or(proven.may_prove_outcomes) as may_prove_outcomes
    from proven
    group by
        proven.authority_code,
        proven.feed_code,
        proven.person_key,
        proven.month_start
)

select * from final
