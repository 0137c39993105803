-- The rules that speak to each outcome, with the days each looks at: the sustain window from the
-- day closed up to, and not with, the same day n months later; or support from the assessment on.
{%- set day_after_anchor = dbt.dateadd('day', 1, 'instances.assessed_on') -%}
{%- set day_after_as_of = dbt.dateadd('day', 1, as_of_date()) %}
with instances as (
    select * from {{ ref('int_outcome_index') }}
),

rules as (
    select * from {{ ref('int_rules') }}
    where
        applies_to = 'outcome'
        and is_active = 1
),

term_windows as (
    select * from {{ ref('int_outcome_term_windows') }}
),

windows as (
    select
        instances.outcome_instance_id as subject_id,
        instances.episode_key,
        instances.authority_code,
        instances.person_key,
        instances.assessed_on as anchor_on,
        rules.rule_id,
        rules.target_code,
        rules.rule_shape,
        rules.coverage_feed,
        rules.window_value,
        rules.window_unit,
        rules.min_count,
        rules.comparison,
        rules.threshold,
        rules.on_fire,
        rules.absence_is_conclusive,
        case
            when rules.rule_shape not in (
                'absence_in_window', 'reduction_against_baseline', 'state_throughout'
            ) then null
            when rules.window_unit = 'terms' then term_windows.window_from
            else instances.closed_on
        end as window_from,
        case
            when rules.rule_shape not in (
                'absence_in_window', 'reduction_against_baseline', 'state_throughout'
            ) then null
            when rules.window_unit = 'terms' then term_windows.window_to
            else {{ plus_window('rules', 'instances.closed_on') }}
        end as window_to,
        cast({{ dbt.dateadd('day', 1, '(' ~ plus_window(
            'rules', 'instances.assessed_on', '-'
        ) ~ ')') }} as date) as baseline_from,
        cast({{ day_after_anchor }} as date) as baseline_to,
        cast({{ day_after_as_of }} as date) as known_to,
        instances.assessed_on as terms_from,
        {{ as_of_date() }} as terms_until
    from instances
    inner join rules
        on
            instances.authority_code = rules.authority_code
            and instances.outcome_code = rules.target_code
            and instances.assessed_on >= rules.valid_from
            and instances.assessed_on < rules.valid_to
            and (instances.age is null or rules.age_min is null or instances.age >= rules.age_min)
            and (instances.age is null or rules.age_max is null or instances.age <= rules.age_max)
    left join term_windows
        on
            instances.outcome_instance_id = term_windows.subject_id
            and rules.rule_id = term_windows.rule_id
),

final as (
    select
        windows.*,
        case
            when windows.rule_shape in ('absence_in_window', 'state_throughout')
                then windows.window_from
            when windows.rule_shape in ('reduction_against_baseline', 'change_on_measure')
                then windows.baseline_from
            else windows.anchor_on
        end as seen_from,
        case
            when windows.rule_shape = 'absence_in_window'
                then least(windows.window_to, windows.known_to)
            when windows.rule_shape = 'reduction_against_baseline'
                then least(
                    greatest(
                        windows.baseline_to, coalesce(windows.window_to, windows.baseline_to)
                    ),
                    windows.known_to
                )
            when windows.rule_shape = 'state_throughout' then windows.window_to
            else windows.known_to
        end as seen_until
    from windows
)

select * from final
