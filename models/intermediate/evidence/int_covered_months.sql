-- Which months prove that nothing happened, and to whom: `*` is everyone, where the feed holds the
-- whole population; a census speaks for the pupils listed in it.
with months as (
    select distinct cast({{ dbt.date_trunc('month', 'd.date_day') }} as date) as month_start
    from {{ ref('int_days') }} as d
),

listed as (
    select
        e.person_key,
        e.authority_code,
        f.period
    from {{ ref('int_episode_evidence') }} as e
    inner join {{ ref('int_files_in_force') }} as f on e.source_file = f.source_file
    where e.evidence_type in ('on_roll', 'left_roll')
    group by
        e.person_key,
        e.authority_code,
        f.period
),

final as (
    select
        c.feed_code,
        '*' as person_key,
        c.month_start
    from {{ ref('int_feed_coverage') }} as c
    where c.month_start is not null
    union all
    select
        terms.feed_code,
        listed.person_key,
        months.month_start
    from listed
    inner join {{ ref('int_reported_terms') }} as terms
        on
            listed.authority_code = terms.authority_code
            and listed.period = terms.period
    inner join months
        on
            terms.covers_from <= months.month_start
            and terms.covers_to > months.month_start
    group by
        terms.feed_code,
        listed.person_key,
        months.month_start
)

select * from final
