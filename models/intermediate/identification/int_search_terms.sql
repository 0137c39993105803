-- Of each rule over terms the latest run of consecutive terms that its feed has reported.
with runs as (
    select
        rules.rule_id,
        last_terms.authority_code,
        last_terms.term_number as last_term,
        min(terms.starts_on) as run_starts_on,
        max(terms.ends_on) as run_ends_on
    from {{ ref('int_search_rules') }} as rules
    inner join {{ ref('int_measure_terms') }} as last_terms
        on
            rules.authority_code = last_terms.authority_code
            and rules.coverage_feed = last_terms.feed_code
            and last_terms.may_identify_needs
            and rules.terms_until >= last_terms.ends_on
    inner join {{ ref('int_measure_terms') }} as terms
        on
            last_terms.authority_code = terms.authority_code
            and last_terms.feed_code = terms.feed_code
            and terms.may_identify_needs
            and terms.term_number > last_terms.term_number - rules.window_value
            and last_terms.term_number >= terms.term_number
    where rules.rule_shape = 'ratio_over_terms'
    group by
        rules.rule_id,
        rules.window_value,
        last_terms.authority_code,
        last_terms.term_number
    having count(*) = rules.window_value
),

final as (
    select
        ranked.rule_id,
        ranked.authority_code,
        ranked.run_starts_on,
        ranked.run_ends_on
    from (
        select
            runs.*,
            row_number() over (
                partition by runs.rule_id, runs.authority_code
                order by runs.last_term desc
            ) as run_rank
        from runs
    ) as ranked
    where ranked.run_rank = 1
)

select * from final
