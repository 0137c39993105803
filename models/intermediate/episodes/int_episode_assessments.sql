with assessments as (
    select * from {{ known_rows(
        ref('stg_early_help__assessments'), key=['assessment_ref']
    ) }}
),

completed as (
    select
        parts.episode_key,
        assessments.assessment_type,
        assessments.completed_on,
        assessments.is_family_voice_captured
    from assessments
    inner join {{ ref('int_episode_parts') }} as parts
        on
            assessments.authority_code = parts.authority_code
            and assessments.episode_ref = parts.episode_ref
    where assessments.completed_on <= {{ as_of_date() }}
),

final as (
    select
        completed.episode_key,
        coalesce(
            min(case
                when completed.assessment_type = 'whole_family'
                    then completed.completed_on
            end),
            min(completed.completed_on)
        ) as assessed_on,
        count(case when completed.assessment_type = 'whole_family' then 1 end)
            as whole_family_assessments,
        count(case
            when
                completed.assessment_type = 'whole_family'
                and completed.is_family_voice_captured
                then 1
        end) as assessments_with_family_voice
    from completed
    group by completed.episode_key
)

select * from final
