-- The people of the families: of an episode everyone whose membership overlaps it, of a family that
-- waits its members on the as-of date.
with members as (
    select
        families.authority_code,
        families.family_key,
        people.person_key
    from {{ ref('int_study_families') }} as families
    inner join {{ ref('int_episode_people') }} as people
        on families.episode_key = people.episode_key
    union all
    select
        families.authority_code,
        families.family_key,
        m.person_key
    from {{ ref('int_study_families') }} as families
    inner join {{ ref('int_family_members') }} as m
        on
            families.family_key = m.family_key
            and m.member_from <= {{ as_of_date() }}
            and m.member_to > {{ as_of_date() }}
    where families.episode_key is null
),

final as (
    select
        members.authority_code,
        members.family_key,
        members.person_key
    from members
    group by
        members.authority_code,
        members.family_key,
        members.person_key
)

select * from final
