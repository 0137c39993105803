-- Every month and team, also where there was nothing, so that lines have no gaps.
with stood as (
    select * from {{ ref('int_episode_months') }}
),

flagged as (
    select
        stood.*,
        case when stood.is_waiting = 1 then stood.days_since_start end as days_waiting,
        case
            when stood.days_since_start > stood.assessment_limit_days then stood.is_waiting
            else 0
        end as is_waiting_over_limit,
        case
            when stood.has_plan = 0 and stood.days_since_plan > stood.drift_review_days
                then stood.is_open
            else 0
        end as is_without_plan,
        case
            when stood.has_plan = 1 and stood.days_since_plan > stood.drift_review_days
                then stood.is_open
            else 0
        end as is_without_review
    from stood
),

counted as (
    select
        flagged.authority_code,
        flagged.month_start,
        flagged.team_key,
        sum(flagged.is_open) as open_episodes,
        sum(flagged.is_opened) as opened,
        sum(flagged.is_closed) as closed,
        sum(flagged.is_waiting) as waiting_for_assessment,
        sum(flagged.is_waiting_over_limit) as waiting_over_limit,
        percentile_cont(0.5) within group (order by flagged.days_waiting) as median_days_waiting,
        max(flagged.days_waiting) as longest_days_waiting,
        sum(flagged.is_assessed) as assessed,
        sum(case when flagged.is_assessed = 1 then flagged.days_to_assessment end)
            as days_to_assessment,
        sum(greatest(flagged.is_without_plan, flagged.is_without_review, flagged.is_open_too_long))
            as drifting_episodes,
        sum(flagged.is_without_plan) as drifting_without_plan,
        sum(flagged.is_without_review) as drifting_without_review,
        sum(flagged.is_open_too_long) as drifting_open_too_long,
        max(case when flagged.is_open = 1 then flagged.days_since_start end) as longest_open_days
    from flagged
    group by
        flagged.authority_code,
        flagged.month_start,
        flagged.team_key
),

final as (
    select
        months.authority_code,
        months.month_start,
        months.month_end,
        months.told_on,
        months.is_month_over,
        teams.team_key,
        teams.team_name,
        teams.hub_code,
        teams.hub_name,
        {% for figure in [
            'open_episodes', 'opened', 'closed', 'waiting_for_assessment', 'waiting_over_limit',
        ] -%}
        cast(coalesce(counted.{{ figure }}, 0) as integer) as {{ figure }},
        {% endfor -%}
        cast(counted.median_days_waiting as decimal(9, 1)) as median_days_waiting,
        cast(counted.longest_days_waiting as integer) as longest_days_waiting,
        {% for figure in [
            'assessed', 'days_to_assessment', 'drifting_episodes', 'drifting_without_plan',
            'drifting_without_review', 'drifting_open_too_long',
        ] -%}
        cast(coalesce(counted.{{ figure }}, 0) as integer) as {{ figure }},
        {% endfor -%}
        cast(counted.longest_open_days as integer) as longest_open_days,
        settings.assessment_limit_days,
        settings.drift_review_days,
        settings.drift_open_months
    from {{ ref('int_caseload_months') }} as months
    inner join {{ ref('dim_team') }} as teams on months.authority_code = teams.authority_code
    inner join {{ ref('int_reporting_settings') }} as settings
        on months.authority_code = settings.authority_code
    left join counted
        on
            months.authority_code = counted.authority_code
            and months.month_start = counted.month_start
            and teams.team_key = counted.team_key
)

select * from final
