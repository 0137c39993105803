{%- macro uncovered_subjects(index) -%}
    select
        i.subject_id,
        i.rule_id
    from {{ index }} as i
    left join {{ ref('int_covered_months') }} as c
        on
            i.coverage_feed = c.feed_code
            and c.person_key in ('*', i.person_key)
            and c.month_start >= {{ dbt.date_trunc('month', 'i.window_from') }}
            and c.month_start < i.window_to
    where i.rule_shape in ('count_in_window', 'absence_in_window')
    group by i.subject_id, i.rule_id, i.window_from, i.window_to
    having count(distinct c.month_start) < {{ months_touched('i.window_from', 'i.window_to') }}
{%- endmacro -%}
