-- A parameter that its shape does not read would look as if it did something; one that is lacking
-- would make the rule say nothing. For each parameter: 0 none, 1 wanted, 2 optional.
{% set shapes = [
    ['need', 'recorded', '', 0, 0, 0],
    ['outcome', 'recorded', '', 0, 0, 0],
    ['need', 'count_in_window', 'months terms', 1, 0, 0],
    ['outcome', 'count_in_window', '', 1, 0, 0],
    ['need', 'ratio_over_terms', 'terms', 0, 1, 1],
    ['outcome', 'ratio_over_terms', 'terms', 0, 1, 1],
    ['need', 'state_at_date', '', 0, 0, 0],
    ['need', 'spell_of_length', 'months weeks', 0, 0, 0],
    ['outcome', 'spell_of_length', 'months weeks', 0, 0, 0],
    ['outcome', 'state_throughout', 'months', 0, 0, 0],
    ['need', 'score_at_cutoff', 'months', 0, 0, 0],
    ['outcome', 'change_on_measure', 'months', 0, 0, 0],
    ['outcome', 'reduction_against_baseline', 'months', 0, 0, 1],
    ['outcome', 'absence_in_window', 'months terms', 2, 0, 0],
    ['need', 'off_roll', 'months', 0, 0, 0],
] %}
with shapes as (
    {% for applies_to, rule_shape, units, has_count, has_comparison, has_threshold in shapes -%}
    select
        '{{ applies_to }}' as applies_to,
        '{{ rule_shape }}' as rule_shape,
        '{{ units }}' as units,
        {{ has_count }} as has_count,
        {{ has_comparison }} as has_comparison,
        {{ has_threshold }} as has_threshold
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    rules.rule_id,
    rules.rule_shape
from {{ ref('rules') }} as rules
left join shapes
    on
        rules.applies_to = shapes.applies_to
        and rules.rule_shape = shapes.rule_shape
where
    shapes.rule_shape is null
    or case
        when shapes.units = ''
            then rules.window_value is not null or rules.window_unit is not null
        else
            coalesce(rules.window_value, 0) < 1
            or ' ' || shapes.units || ' ' not like '% ' || coalesce(rules.window_unit, '-') || ' %'
    end
    or (shapes.has_count = 0 and rules.min_count is not null)
    or (shapes.has_count = 1 and rules.min_count is null)
    or rules.min_count < 1
    or (case when rules.comparison is null then 0 else 1 end) <> shapes.has_comparison
    or (case when rules.threshold is null then 0 else 1 end) <> shapes.has_threshold
    or rules.threshold < 0
    or rules.threshold > 100
    or rules.age_min > rules.age_max
    or rules.valid_from >= rules.valid_to
