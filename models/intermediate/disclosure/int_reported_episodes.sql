-- The support that is reported on, with its day and the ward where most of the family lived: needs
-- as they stood at the assessment, outcomes once the time that they have to last is over.
with counted as (
    select
        'needs_by_area' as output_code,
        episodes.authority_code,
        episodes.family_key,
        episodes.episode_key,
        episodes.assessed_on as counted_on,
        episodes.assessed_on as lived_on
    from {{ ref('int_support_episodes') }} as episodes
    where episodes.assessed_on <= {{ as_of_date() }}
    union all
    select
        'outcomes_by_area' as output_code,
        episodes.authority_code,
        episodes.family_key,
        episodes.episode_key,
        sustain.sustain_ends_on as counted_on,
        episodes.closed_on as lived_on
    from {{ ref('int_support_episodes') }} as episodes
    inner join {{ ref('int_episode_sustain') }} as sustain
        on episodes.episode_key = sustain.episode_key
    where
        episodes.assessed_on is not null
        and sustain.sustain_ends_on <= {{ as_of_date() }}
),

final as (
    select
        counted.output_code,
        counted.authority_code,
        counted.family_key,
        counted.episode_key,
        counted.counted_on,
        areas.ward_code
    from counted
    left join {{ ref('int_episode_areas') }} as areas
        on
            counted.episode_key = areas.episode_key
            and counted.lived_on = areas.lived_on
)

select * from final
