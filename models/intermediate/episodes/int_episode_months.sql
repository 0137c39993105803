-- A support episode in each month of its life, as it stood on the day that the month is told of, by
-- what is known now. The day of closing is the first day after support. An episode assessed before
-- it began is assessed as it begins.
with months as (
    select * from {{ ref('int_caseload_months') }}
),

episodes as (
    select
        e.authority_code,
        e.episode_key,
        e.started_on,
        e.closed_on,
        case when e.assessed_on is not null then greatest(e.assessed_on, e.started_on) end
            as counts_assessed_on
    from {{ ref('int_support_episodes') }} as e
),

stood as (
    select
        episodes.authority_code,
        episodes.episode_key,
        months.month_start,
        months.told_on,
        episodes.started_on,
        episodes.closed_on,
        episodes.counts_assessed_on,
        case when episodes.started_on >= months.month_start then 1 else 0 end as is_opened,
        case when episodes.closed_on between months.month_start and months.told_on then 1 else 0 end
            as is_closed,
        case when coalesce(episodes.closed_on, date '9999-12-31') > months.told_on then 1 else 0 end
            as is_open,
        case
            when episodes.counts_assessed_on between months.month_start and months.told_on then 1
            else 0
        end as is_assessed,
        case
            when coalesce(episodes.counts_assessed_on, date '9999-12-31') > months.told_on then 0
            else 1
        end as has_been_assessed,
        {{ dbt.datediff(
            'episodes.started_on', 'months.told_on', 'day'
        ) }} as days_since_start
    from episodes
    inner join months
        on
            episodes.authority_code = months.authority_code
            and episodes.started_on <= months.told_on
            and (
                episodes.closed_on is null
                or episodes.closed_on >= months.month_start
                or episodes.counts_assessed_on >= months.month_start
            )
),

teams as (
    select
        stood.episode_key,
        stood.month_start,
        leads.team_key,
        row_number() over (
            partition by stood.episode_key, stood.month_start
            order by leads.lead_rank
        ) as place
    from stood
    inner join {{ ref('int_episode_leads') }} as leads
        on
            stood.episode_key = leads.episode_key
            and stood.told_on >= leads.lead_from
),

plans as (
    select
        stood.episode_key,
        stood.month_start,
        max(days.plan_day) as last_plan_day
    from stood
    inner join {{ ref('int_plan_days') }} as days
        on
            stood.episode_key = days.episode_key
            and stood.told_on >= days.plan_day
    group by
        stood.episode_key,
        stood.month_start
),

final as (
    select
        stood.authority_code,
        stood.episode_key,
        stood.month_start,
        coalesce(teams.team_key, {{ team_key('stood.authority_code', 'null') }}) as team_key,
        stood.is_opened,
        stood.is_closed,
        stood.is_open,
        stood.is_open * (1 - stood.has_been_assessed) as is_waiting,
        stood.is_assessed,
        {{ dbt.datediff('stood.started_on', 'stood.counts_assessed_on', 'day') }}
            as days_to_assessment,
        stood.days_since_start,
        case when plans.last_plan_day is null then 0 else 1 end as has_plan,
        {{ dbt.datediff(
            'greatest(stood.started_on, coalesce(plans.last_plan_day, stood.started_on))',
            'stood.told_on', 'day'
        ) }} as days_since_plan,
        case
            when {{ dbt.dateadd(
                'month', 'settings.drift_open_months', 'stood.started_on'
            ) }} < stood.told_on
                then stood.is_open
            else 0
        end as is_open_too_long,
        settings.assessment_limit_days,
        settings.drift_review_days,
        settings.drift_open_months
    from stood
    inner join {{ ref('int_reporting_settings') }} as settings
        on stood.authority_code = settings.authority_code
    left join teams
        on
            stood.episode_key = teams.episode_key
            and stood.month_start = teams.month_start
            and teams.place = 1
    left join plans
        on
            stood.episode_key = plans.episode_key
            and stood.month_start = plans.month_start
)

select * from final
