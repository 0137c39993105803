-- Families found in partner evidence whom nobody works with stand at the first stage, in the month
-- by which all that shows them had happened; they have no team.
with stages as (
    select * from {{ ref('funnel_stages') }}
),

counted as (
    select
        reached.authority_code,
        reached.cohort_month,
        reached.framework_version,
        episodes.team_key,
        reached.stage_order as furthest_order,
        count(*) as episodes,
        0 as not_yet_worked_with
    from {{ ref('int_funnel_episodes') }} as reached
    inner join {{ ref('fct_support_episode') }} as episodes
        on reached.episode_key = episodes.episode_key
    group by
        reached.authority_code,
        reached.cohort_month,
        reached.framework_version,
        episodes.team_key,
        reached.stage_order
    union all
    select
        families.authority_code,
        cast({{ dbt.date_trunc('month', 'families.latest_evidence_on') }} as date) as cohort_month,
        families.framework_version,
        {{ team_key('families.authority_code', 'null') }} as team_key,
        stages.stage_order as furthest_order,
        count(*) as episodes,
        count(*) as not_yet_worked_with
    from {{ ref('int_identified_families') }} as families
    inner join stages on stages.stage_code = 'identified'
    group by
        families.authority_code,
        cast({{ dbt.date_trunc('month', 'families.latest_evidence_on') }} as date),
        families.framework_version,
        {{ team_key('families.authority_code', 'null') }},
        stages.stage_order
),

final as (
    select
        counted.authority_code,
        counted.cohort_month,
        counted.framework_version,
        counted.team_key,
        teams.team_name,
        teams.hub_code,
        teams.hub_name,
        stages.stage_code,
        stages.stage_name,
        stages.stage_order,
        cast(sum(
            case when counted.furthest_order >= stages.stage_order then counted.episodes else 0 end
        ) as integer) as episodes,
        cast(sum(
            case
                when counted.furthest_order >= stages.stage_order then counted.not_yet_worked_with
                else 0
            end
        ) as integer) as not_yet_worked_with
    from counted
    cross join stages
    inner join {{ ref('dim_team') }} as teams on counted.team_key = teams.team_key
    group by
        counted.authority_code,
        counted.cohort_month,
        counted.framework_version,
        counted.team_key,
        teams.team_name,
        teams.hub_code,
        teams.hub_name,
        stages.stage_code,
        stages.stage_name,
        stages.stage_order
)

select * from final
