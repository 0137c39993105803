-- When the terms of the calendar allow a rule over terms to be judged for the first time.
with final as (
    select
        ranked.subject_id,
        ranked.rule_id,
        ranked.ends_on as first_run_ends_on
    from (
        select
            i.subject_id,
            i.rule_id,
            i.window_value,
            t.ends_on,
            row_number() over (
                partition by i.subject_id, i.rule_id
                order by t.term_number
            ) as term_rank
        from {{ ref('int_outcome_rule_index') }} as i
        inner join {{ ref('int_school_terms') }} as t
            on
                i.authority_code = t.authority_code
                and i.terms_from <= t.starts_on
        where i.rule_shape = 'ratio_over_terms'
    ) as ranked
    where ranked.term_rank = ranked.window_value
)

select * from final
