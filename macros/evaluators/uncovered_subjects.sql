{%- macro uncovered_subjects(index, purpose) -%}
    select
        i.subject_id,
        i.rule_id
    from (
        {% for listed_key in ['r.person_key', "'*'"] -%}
        select
            r.subject_id,
            r.rule_id,
            r.authority_code,
            r.coverage_feed,
            r.window_from,
            r.window_to,
            {{ listed_key }} as listed_key
        from {{ index }} as r
        where
            r.rule_shape in ('absence_in_window', 'reduction_against_baseline')
            or (r.rule_shape = 'count_in_window' and r.absence_is_conclusive = 1)
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as i
    left join {{ ref('int_covered_months') }} as c
        on
            i.authority_code = c.authority_code
            and i.coverage_feed = c.feed_code
            and i.listed_key = c.person_key
            and c.{{ purpose }}
            and c.month_start >= {{ dbt.date_trunc('month', 'i.window_from') }}
            and c.month_start < i.window_to
    group by i.subject_id, i.rule_id, i.window_from, i.window_to
    having count(distinct c.month_start) < {{ months_touched('i.window_from', 'i.window_to') }}
{%- endmacro -%}
