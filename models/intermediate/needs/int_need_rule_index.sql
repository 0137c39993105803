-- The rules that speak to each need of each person, with the window each looks at. What comes to
-- light after the assessment, while support goes on, counts as well where the version says so
-- (R11).
with instances as (
    select
        n.*,
        case
            when settings.later_needs_count = 1
                then greatest(
                    cast({{ dbt.dateadd('day', 1, 'n.assessed_on') }} as date),
                    coalesce(
                        episodes.closed_on,
                        cast({{ dbt.dateadd('day', 1, as_of_date()) }} as date)
                    )
                )
            else cast({{ dbt.dateadd('day', 1, 'n.assessed_on') }} as date)
        end as support_until,
        terms.term_number as anchor_term
    from {{ ref('int_need_index') }} as n
    inner join {{ ref('int_support_episodes') }} as episodes on n.episode_key = episodes.episode_key
    left join {{ ref('int_framework_settings') }} as settings
        on
            n.authority_code = settings.authority_code
            and n.framework_version = settings.framework_version
    left join {{ ref('int_school_terms') }} as terms
        on
            n.authority_code = terms.authority_code
            and n.assessed_on >= terms.covers_from
            and n.assessed_on < terms.covers_to
    where n.is_in_scope
),

rules as (
    select * from {{ ref('int_rules') }}
    where
        applies_to = 'need'
        and is_active = 1
),

windows as (
    select
        instances.need_instance_id as subject_id,
        instances.episode_key,
        instances.authority_code,
        instances.person_key,
        instances.assessed_on as anchor_on,
        instances.support_until,
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
        -- n months up to a day: that day, and every day after the same day n months earlier
        case
            when rules.window_unit = 'terms' then first_terms.covers_from
            else cast({{ dbt.dateadd(
                'day', 1, '(' ~ plus_window('rules', 'instances.assessed_on', '-') ~ ')'
            ) }} as date)
        end as window_from,
        cast({{ dbt.dateadd('day', 1, 'instances.assessed_on') }} as date) as window_to
    from instances
    inner join rules
        on
            instances.authority_code = rules.authority_code
            and instances.need_code = rules.target_code
            and instances.assessed_on >= rules.valid_from
            and instances.assessed_on < rules.valid_to
            and (instances.age is null or rules.age_min is null or instances.age >= rules.age_min)
            and (instances.age is null or rules.age_max is null or instances.age <= rules.age_max)
    left join {{ ref('int_school_terms') }} as first_terms
        on
            instances.authority_code = first_terms.authority_code
            and rules.window_unit = 'terms'
            and instances.anchor_term - rules.window_value + 1 = first_terms.term_number
),

final as (
    select
        windows.*,
        case
            when windows.rule_shape = 'state_at_date' then windows.window_to
            else windows.window_from
        end as seen_from,
        windows.support_until as seen_until,
        cast(null as date) as terms_from,
        cast({{ dbt.dateadd('day', -1, 'windows.support_until') }} as date) as terms_until
    from windows
)

select * from final
