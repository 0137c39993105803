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

people as (
    select
        counted.output_code,
        counted.episode_key,
        members.person_key,
        hidden.person_key as hidden_person_key,
        wards.ward_code,
        row_number() over (
            partition by counted.output_code, counted.episode_key, members.person_key
            order by
                wards.is_dated desc nulls last,
                case
                    when wards.lived_from <= counted.lived_on and wards.lived_to > counted.lived_on
                        then 0
                    else 1
                end asc,
                wards.lived_from desc nulls last,
                wards.ward_code asc
        ) as address_rank
    from counted
    inner join {{ ref('int_episode_people') }} as members
        on counted.episode_key = members.episode_key
    left join {{ ref('int_member_wards') }} as wards
        on
            counted.authority_code = wards.authority_code
            and members.person_key = wards.person_key
    left join {{ ref('int_hidden_addresses') }} as hidden
        on members.person_key = hidden.person_key
),

ranked as (
    select
        people.output_code,
        people.episode_key,
        people.ward_code,
        row_number() over (
            partition by people.output_code, people.episode_key
            order by count(*) desc, people.ward_code asc
        ) as ward_rank
    from people
    where
        people.address_rank = 1
        and people.ward_code is not null
    group by
        people.output_code,
        people.episode_key,
        people.ward_code
),

hidden_episodes as (
    select
        people.output_code,
        people.episode_key
    from people
    where people.hidden_person_key is not null
    group by
        people.output_code,
        people.episode_key
),

final as (
    select
        counted.output_code,
        counted.authority_code,
        counted.family_key,
        counted.episode_key,
        counted.counted_on,
        case when hidden_episodes.episode_key is null then ranked.ward_code end as ward_code
    from counted
    left join ranked
        on
            counted.output_code = ranked.output_code
            and counted.episode_key = ranked.episode_key
            and ranked.ward_rank = 1
    left join hidden_episodes
        on
            counted.output_code = hidden_episodes.output_code
            and counted.episode_key = hidden_episodes.episode_key
)

select * from final
