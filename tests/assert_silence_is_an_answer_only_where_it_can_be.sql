-- Finding nothing proves something only of events or sessions in a window, and in the national rows
-- only where the feed holds everybody every month or term. What cannot prove it says nothing.
select
    rules.rule_id,
    rules.rule_shape,
    rules.coverage_feed
from {{ ref('rules') }} as rules
where
    (
        rules.absence_is_conclusive = 1
        and (
            rules.coverage_feed not in ('police', 'school_census')
            or (
                rules.applies_to = 'need'
                and rules.rule_shape not in ('count_in_window', 'ratio_over_terms')
            )
            or (
                rules.applies_to = 'outcome'
                and rules.rule_shape not in (
                    'absence_in_window', 'reduction_against_baseline', 'ratio_over_terms'
                )
            )
        )
    )
    or (
        rules.rule_shape in ('absence_in_window', 'reduction_against_baseline')
        and rules.absence_is_conclusive = 0
        and rules.on_fire <> 'silent'
    )
    or (
        rules.on_fire = 'silent'
        and rules.rule_shape not in ('absence_in_window', 'reduction_against_baseline')
    )
