-- Which rules fire for which need, and on which day first.
with final as (
    -- a practitioner's need dates from the day identified
    select
        m.subject_id,
        m.rule_id,
        min(m.event_date) as fired_on
    from {{ ref('int_need_matches') }} as m
    where m.rule_shape = 'recorded'
    group by
        m.subject_id,
        m.rule_id
    union all
    select
        m.subject_id,
        m.rule_id,
        min(rules.anchor_on) as fired_on
    from {{ ref('int_need_matches') }} as m
    inner join {{ ref('int_need_rule_index') }} as rules
        on
            m.subject_id = rules.subject_id
            and m.rule_id = rules.rule_id
    where m.rule_shape = 'off_roll'
    group by
        m.subject_id,
        m.rule_id
    union all
    select
        runs.subject_id,
        runs.rule_id,
        min(greatest(runs.run_ends_on, runs.anchor_on)) as fired_on
    from {{ ref('int_need_term_runs') }} as runs
    where runs.has_passed
    group by
        runs.subject_id,
        runs.rule_id
    {% for model in ['int_need_counts', 'int_need_states', 'int_need_scores'] -%}
    union all
    select
        fired.subject_id,
        fired.rule_id,
        fired.fired_on
    from {{ ref(model) }} as fired
    {% endfor %}
)

select * from final
