-- What bears on an episode: all that happened to its people, and what practitioners filed under it.
with people as (
    select * from {{ ref('int_episode_people') }}
),

parts as (
    select * from {{ ref('int_episode_parts') }}
),

objections as (
    select * from {{ ref('int_episode_objections') }}
),

of_people as (
    select
        people.episode_key,
        people.person_key as subject_key,
        evidence.*
    from {{ ref('int_evidence') }} as evidence
    inner join people on evidence.person_key = people.person_key
    left join objections
        on
            people.episode_key = objections.episode_key
            and people.person_key = objections.person_key
            and evidence.feed_code = objections.objected_feed_code
    where
        evidence.case_ref is null
        and objections.person_key is null
),

of_cases as (
    select
        parts.episode_key,
        evidence.person_key as subject_key,
        evidence.*
    from {{ ref('int_evidence') }} as evidence
    inner join parts
        on
            evidence.authority_code = parts.authority_code
            and evidence.case_ref = parts.episode_ref
    left join people
        on
            parts.episode_key = people.episode_key
            and evidence.person_key = people.person_key
    left join objections
        on
            people.episode_key = objections.episode_key
            and people.person_key = objections.person_key
            and evidence.feed_code = objections.objected_feed_code
    where
        objections.person_key is null
        and (evidence.person_key = 'family' or people.person_key is not null)
),

final as (
    select * from of_people
    union all
    select * from of_cases
)

select * from final
