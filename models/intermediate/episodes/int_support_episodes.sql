with parts as (
    select * from {{ ref('int_episode_parts') }}
),

closings as (
    select
        ranked.episode_key,
        ranked.close_reason
    from (
        select
            parts.episode_key,
            parts.close_reason,
            row_number() over (
                partition by parts.episode_key
                order by parts.ended_on desc nulls last, parts.close_reason asc nulls last
            ) as closing_rank
        from parts
    ) as ranked
    where ranked.closing_rank = 1
),

episodes as (
    select
        parts.episode_key,
        min(parts.authority_code) as authority_code,
        min(parts.family_key) as family_key,
        min(parts.started_on) as started_on,
        case when count(parts.ended_on) = count(*) then max(parts.ended_on) end as closed_on,
        count(*) as early_help_episodes
    from parts
    group by parts.episode_key
),

assessed as (
    select
        episodes.*,
        assessments.assessed_on,
        coalesce(assessments.whole_family_assessments, 0) as whole_family_assessments,
        coalesce(assessments.assessments_with_family_voice, 0) as assessments_with_family_voice,
        case when episodes.closed_on is not null then closings.close_reason end as close_reason
    from episodes
    inner join closings on episodes.episode_key = closings.episode_key
    left join {{ ref('int_episode_assessments') }} as assessments
        on episodes.episode_key = assessments.episode_key
),

final as (
    select
        assessed.*,
        versions.framework_version,
        settings.min_needs,
        settings.min_headlines,
        settings.sustain_months,
        settings.dependent_child_max_age,
        settings.dependent_child_status_age,
        settings.adult_age,
        settings.reclaim_min_months,
        cast({{ dbt.dateadd('month', 'settings.sustain_months', 'assessed.closed_on') }} as date)
            as sustain_ends_on
    from assessed
    -- R28, R29: the framework in force on the day of the assessment
    left join {{ ref('framework_versions') }} as versions
        on
            coalesce(assessed.assessed_on, assessed.started_on) >= versions.valid_from
            and coalesce(assessed.assessed_on, assessed.started_on) < versions.valid_to
    left join {{ ref('int_framework_settings') }} as settings
        on
            assessed.authority_code = settings.authority_code
            and versions.framework_version = settings.framework_version
)

select * from final
