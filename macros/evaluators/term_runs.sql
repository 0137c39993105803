{%- macro term_runs(index, matches, purpose) -%}
    select
        i.subject_id,
        i.rule_id,
        t.term_number as last_term,
        t.starts_on as last_term_starts_on,
        t.ends_on as run_ends_on,
        case
            when count(m.starts_on) < max(i.window_value) then null
            when max(i.comparison) = 'lt'
                then 100 * sum(m.attended) < max(i.threshold) * sum(m.possible)
            else 100 * sum(m.attended) >= max(i.threshold) * sum(m.possible)
        end as has_passed,
        min(r.starts_on) as run_starts_on
    from {{ index }} as i
    inner join {{ ref('int_measure_terms') }} as t
        on
            i.authority_code = t.authority_code
            and i.coverage_feed = t.feed_code
            and t.{{ purpose }}
            and t.ends_on <= i.terms_until
            and (i.terms_from is null or t.starts_on >= i.terms_from)
    inner join {{ ref('int_measure_terms') }} as r
        on
            t.authority_code = r.authority_code
            and t.feed_code = r.feed_code
            and r.{{ purpose }}
            and r.term_number > t.term_number - i.window_value
            and r.term_number <= t.term_number
            and (i.terms_from is null or r.starts_on >= i.terms_from)
    left join {{ matches }} as m
        on
            i.subject_id = m.subject_id
            and i.rule_id = m.rule_id
            and r.starts_on = m.starts_on
    where i.rule_shape = 'ratio_over_terms'
    group by i.subject_id, i.rule_id, t.term_number, t.starts_on, t.ends_on
    having count(*) = max(i.window_value)
{%- endmacro -%}
