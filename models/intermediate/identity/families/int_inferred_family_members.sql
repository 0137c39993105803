-- Never from case management, and so never to be claimed: nothing of episodes, needs of episodes,
-- claims or extracts reads this.
with settings as (
    select
        s.authority_code,
        s.adult_age,
        s.dependent_child_max_age
    from {{ ref('framework_versions') }} as v
    inner join {{ ref('int_framework_settings') }} as s
        on v.framework_version = s.framework_version
    where
        v.valid_from <= {{ known_at() }}
        and v.valid_to > {{ known_at() }}
),

placed as (
    select
        p.*,
        md5(p.authority_code || '|' || p.family_source || '|' || p.group_ref) as family_key,
        {{ age_in_years('people.date_of_birth', known_at()) }} as age,
        expectant.person_key is not null as is_expectant
    from {{ ref('int_family_placements') }} as p
    inner join {{ ref('int_people') }} as people on p.person_key = people.person_key
    left join {{ ref('int_expectant_people') }} as expectant
        on p.person_key = expectant.person_key
),

-- With no birth date only what is said of adults alone tells one from a child.
of_known_age as (
    select
        placed.*,
        settings.adult_age,
        settings.dependent_child_max_age
    from placed
    inner join settings on placed.authority_code = settings.authority_code
    where
        placed.age is not null
        or placed.is_head
),

counted as (
    select
        of_known_age.*,
        count(*) over (partition by of_known_age.family_key) as people,
        sum(case when of_known_age.is_candidate then 0 else 1 end)
            over (partition by of_known_age.family_key) as people_told
    from of_known_age
),

-- A group that is too large with its candidates is believed without them.
believed as (
    select
        counted.*,
        bool_or(counted.age < counted.adult_age or counted.is_expectant)
            over (partition by counted.family_key) as has_child_or_expectant
    from counted
    where
        counted.people <= {{ family_setting('largest_household') }}
        or (
            not counted.is_candidate
            and counted.people_told <= {{ family_setting('largest_household') }}
        )
),

final as (
    select
        believed.authority_code,
        believed.family_key,
        believed.family_source,
        believed.person_key,
        case
            when believed.is_expectant then 'expectant_parent'
            when
                believed.age < believed.adult_age
                or (believed.age <= believed.dependent_child_max_age and not believed.is_head)
                then 'dependent_child'
            when believed.is_head then 'parent_carer'
            else 'other_adult'
        end as family_role,
        believed.is_candidate,
        true as is_inferred,
        believed.may_find_families
    from believed
    where believed.has_child_or_expectant
)

select * from final
