-- Of rules over consecutive terms from the assessment on: when the calendar has seen enough of them
-- for the first time, and the latest run of them by the as-of date.
with rules as (
    select * from {{ ref('int_rules') }}
    where
        applies_to = 'outcome'
        and is_active = 1
        and window_unit = 'terms'
),

terms as (
    select
        i.outcome_instance_id as subject_id,
        rules.rule_id,
        rules.window_value,
        t.starts_on,
        t.ends_on,
        row_number() over (
            partition by i.outcome_instance_id, rules.rule_id
            order by t.term_number
        ) as term_rank,
        sum(case when t.ends_on <= {{ as_of_date() }} then 1 else 0 end) over (
            partition by i.outcome_instance_id, rules.rule_id
        ) as terms_ended
    from {{ ref('int_outcome_index') }} as i
    inner join rules
        on
            i.authority_code = rules.authority_code
            and i.outcome_code = rules.target_code
            and i.assessed_on >= rules.valid_from
            and i.assessed_on < rules.valid_to
    inner join {{ ref('int_school_terms') }} as t
        on
            i.authority_code = t.authority_code
            and i.assessed_on <= t.starts_on
),

final as (
    select
        terms.subject_id,
        terms.rule_id,
        max(case when terms.term_rank = terms.window_value then terms.ends_on end)
            as first_run_ends_on,
        min(case
            when
                terms.terms_ended >= terms.window_value
                and terms.term_rank = terms.terms_ended - terms.window_value + 1
                then terms.starts_on
        end) as window_from,
        max(case
            when
                terms.terms_ended >= terms.window_value
                and terms.term_rank = terms.terms_ended
                then cast({{ dbt.dateadd('day', 1, 'terms.ends_on') }} as date)
        end) as window_to
    from terms
    group by
        terms.subject_id,
        terms.rule_id
)

select * from final
