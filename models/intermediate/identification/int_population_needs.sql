-- R02, R03 over everybody: the needs that partner evidence shows on the as-of date; what it does
-- not show is not here. Ratios are compared as integers, as everywhere.
with matches as (
    select * from {{ ref('int_search_matches') }}
),

rules as (
    select * from {{ ref('int_search_rules') }}
),

terms as (
    select
        matches.authority_code,
        matches.family_key,
        matches.subject_key,
        matches.rule_id,
        matches.period_start,
        sum(matches.value_number) as attended,
        sum(matches.value_base) as possible
    from matches
    inner join {{ ref('int_search_terms') }} as runs
        on
            matches.rule_id = runs.rule_id
            and matches.authority_code = runs.authority_code
            and matches.period_start >= runs.run_starts_on
            and matches.period_start <= runs.run_ends_on
    group by
        matches.authority_code,
        matches.family_key,
        matches.subject_key,
        matches.rule_id,
        matches.period_start
    having sum(matches.value_base) > 0
),

ratios as (
    select
        terms.authority_code,
        terms.family_key,
        terms.subject_key,
        terms.rule_id
    from terms
    inner join rules
        on
            terms.authority_code = rules.authority_code
            and terms.rule_id = rules.rule_id
    group by
        terms.authority_code,
        terms.family_key,
        terms.subject_key,
        terms.rule_id,
        rules.window_value,
        rules.comparison,
        rules.threshold
    having
        count(*) = rules.window_value
        and case
            when rules.comparison = 'lt'
                then 100 * sum(terms.attended) < rules.threshold * sum(terms.possible)
            else 100 * sum(terms.attended) >= rules.threshold * sum(terms.possible)
        end
),

counts as (
    select
        matches.authority_code,
        matches.family_key,
        matches.subject_key,
        matches.rule_id
    from matches
    inner join rules
        on
            matches.authority_code = rules.authority_code
            and matches.rule_id = rules.rule_id
    where rules.rule_shape <> 'ratio_over_terms'
    group by
        matches.authority_code,
        matches.family_key,
        matches.subject_key,
        matches.rule_id,
        rules.min_count
    having count(distinct matches.evidence_id) >= rules.min_count
),

fired as (
    select * from ratios
    union all
    select * from counts
),

final as (
    select
        matches.authority_code,
        matches.family_key,
        matches.subject_key as person_key,
        min(matches.family_role) as family_role,
        rules.target_code as need_code,
        rules.headline_code,
        rules.rule_id,
        rules.on_fire as status,
        matches.evidence_type,
        matches.feed_code,
        count(distinct matches.evidence_id) as evidence_count,
        min(matches.happened_on) as first_on,
        max(matches.happened_on) as last_on
    from fired
    inner join rules
        on
            fired.authority_code = rules.authority_code
            and fired.rule_id = rules.rule_id
    inner join matches
        on
            fired.family_key = matches.family_key
            and fired.subject_key = matches.subject_key
            and fired.rule_id = matches.rule_id
    left join {{ ref('int_search_terms') }} as runs
        on
            matches.rule_id = runs.rule_id
            and matches.authority_code = runs.authority_code
    where
        rules.rule_shape <> 'ratio_over_terms'
        or (
            matches.period_start >= runs.run_starts_on
            and matches.period_start <= runs.run_ends_on
        )
    group by
        matches.authority_code,
        matches.family_key,
        matches.subject_key,
        rules.target_code,
        rules.headline_code,
        rules.rule_id,
        rules.on_fire,
        matches.evidence_type,
        matches.feed_code
)

select * from final
