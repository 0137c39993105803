-- Families as they stand on the as-of date: of case management, and inferred. Whoever objects to
-- matching is in none of them.
with settings as (
    select
        s.authority_code,
        s.adult_age,
        s.dependent_child_max_age,
        s.dependent_child_status_age
    from {{ ref('framework_versions') }} as v
    inner join {{ ref('int_framework_settings') }} as s
        on v.framework_version = s.framework_version
    where
        v.valid_from <= {{ as_of_date() }}
        and v.valid_to > {{ as_of_date() }}
),

supported as (
    select e.family_key
    from {{ ref('int_support_episodes') }} as e
    group by e.family_key
),

employed as (
    select spells.person_key
    from {{ ref('int_employment_spells') }} as spells
    where
        spells.started_on <= {{ as_of_date() }}
        and spells.ended_on > {{ as_of_date() }}
    group by spells.person_key
),

of_case_management as (
    select
        m.authority_code,
        m.family_key,
        'case_management' as family_source,
        m.person_key,
        min(m.family_role) as family_role,
        false as is_candidate,
        false as is_inferred,
        true as may_find_families
    from {{ ref('int_family_members') }} as m
    where
        m.member_from <= {{ as_of_date() }}
        and m.member_to > {{ as_of_date() }}
    group by
        m.authority_code,
        m.family_key,
        m.person_key
),

members as (
    select * from of_case_management
    union all
    select * from {{ ref('int_inferred_family_members') }}
),

aged as (
    select
        members.*,
        {{ age_in_years('people.date_of_birth', as_of_date()) }} as age,
        employed.person_key is not null as is_employed,
        supported.family_key is not null as has_been_supported
    from members
    inner join {{ ref('int_people') }} as people on members.person_key = people.person_key
    left join employed on members.person_key = employed.person_key
    left join supported on members.family_key = supported.family_key
    left join {{ ref('int_objections') }} as objections
        on
            members.person_key = objections.person_key
            and objections.scope = 'matching'
    where objections.person_key is null
),

final as (
    select
        aged.authority_code,
        aged.family_key,
        aged.family_source,
        aged.person_key,
        aged.family_role,
        aged.is_candidate,
        aged.is_inferred,
        aged.has_been_supported,
        aged.may_find_families,
        aged.age,
        case
            when aged.age is null then aged.family_role = 'dependent_child'
            else aged.age < settings.adult_age
        end as is_child,
        {{ is_dependent_child('aged.family_role', 'aged.age', 'aged.is_employed', 'settings') }}
            as is_dependent_child,
        aged.family_role = 'expectant_parent' as is_expectant_parent
    from aged
    inner join settings on aged.authority_code = settings.authority_code
)

select * from final
