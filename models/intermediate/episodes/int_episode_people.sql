-- Everyone whose membership of the family overlaps the episode, as they were on the anchor day: the
-- day of the assessment, or the start of an episode not assessed.
with memberships as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        coalesce(episodes.assessed_on, episodes.started_on) as anchor_on,
        episodes.adult_age,
        episodes.dependent_child_max_age,
        episodes.dependent_child_status_age,
        members.person_key,
        members.family_role,
        members.member_from,
        coalesce(episodes.assessed_on, episodes.started_on) >= members.member_from
        and coalesce(episodes.assessed_on, episodes.started_on) < members.member_to
            as is_member_on_anchor
    from {{ ref('int_support_episodes') }} as episodes
    inner join {{ ref('int_family_members') }} as members
        on
            episodes.family_key = members.family_key
            and members.member_from <= coalesce(episodes.closed_on, date '9999-12-31')
            and episodes.started_on < members.member_to
),

employed as (
    select
        memberships.episode_key,
        memberships.person_key
    from memberships
    inner join {{ ref('int_employment_spells') }} as spells
        on
            memberships.person_key = spells.person_key
            and memberships.anchor_on >= spells.started_on
            and memberships.anchor_on < spells.ended_on
    group by
        memberships.episode_key,
        memberships.person_key
),

aged as (
    select
        memberships.*,
        employed.person_key is not null as is_employed,
        {{ age_in_years('people.date_of_birth', 'memberships.anchor_on') }} as age,
        row_number() over (
            partition by memberships.episode_key, memberships.person_key
            order by
                case when memberships.is_member_on_anchor then 0 else 1 end,
                memberships.member_from desc nulls last,
                memberships.family_role asc
        ) as membership_rank
    from memberships
    inner join {{ ref('int_people') }} as people
        on memberships.person_key = people.person_key
    left join employed
        on
            memberships.episode_key = employed.episode_key
            and memberships.person_key = employed.person_key
),

final as (
    select
        aged.episode_key,
        aged.person_key,
        min(aged.authority_code) as authority_code,
        min(aged.family_key) as family_key,
        min(aged.anchor_on) as anchor_on,
        min(aged.age) as age,
        max(case when aged.membership_rank = 1 then aged.family_role end) as family_role,
        bool_or(
            aged.membership_rank = 1
            and case
                when aged.age is null then aged.family_role = 'dependent_child'
                else aged.age < aged.adult_age
            end
        ) as is_child,
        -- R04: the role the case system gives, with the age and status that the framework asks
        bool_or(
            aged.is_member_on_anchor
            and {{ is_dependent_child('aged.family_role', 'aged.age', 'aged.is_employed', 'aged') }}
        ) as is_dependent_child,
        bool_or(aged.is_member_on_anchor and aged.family_role = 'expectant_parent')
            as is_expectant_parent
    from aged
    group by
        aged.episode_key,
        aged.person_key
)

select * from final
