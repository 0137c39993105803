{%- macro matched_terms(matches) -%}
    select
        m.subject_id,
        m.rule_id,
        m.period_start as starts_on,
        sum(m.value_number) as attended,
        sum(m.value_base) as possible
    from {{ matches }} as m
    where m.rule_shape = 'ratio_over_terms'
    group by
        m.subject_id,
        m.rule_id,
        m.period_start
    having sum(m.value_base) > 0
{%- endmacro -%}
