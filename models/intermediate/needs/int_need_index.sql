-- Every need in force for every member of every assessed episode; a need of the family once.
with episodes as (
    select * from {{ ref('int_support_episodes') }}
    where assessed_on is not null
),

people as (
    select * from {{ ref('int_episode_people') }}
),

needs as (
    select * from {{ ref('needs') }}
),

of_people as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        episodes.framework_version,
        episodes.assessed_on,
        needs.need_code,
        needs.headline_code,
        people.person_key,
        people.age,
        case
            when needs.person_scope = 'child' then people.is_child
            when needs.person_scope = 'adult' then not people.is_child
            else true
        end as is_in_scope
    from episodes
    inner join needs
        on
            episodes.framework_version = needs.framework_version
            and episodes.assessed_on >= needs.valid_from
            and episodes.assessed_on < needs.valid_to
    inner join people on episodes.episode_key = people.episode_key
    where needs.person_scope <> 'family'
),

of_families as (
    select
        episodes.episode_key,
        episodes.authority_code,
        episodes.family_key,
        episodes.framework_version,
        episodes.assessed_on,
        needs.need_code,
        needs.headline_code,
        'family' as person_key,
        cast(null as integer) as age,
        true as is_in_scope
    from episodes
    inner join needs
        on
            episodes.framework_version = needs.framework_version
            and episodes.assessed_on >= needs.valid_from
            and episodes.assessed_on < needs.valid_to
    where needs.person_scope = 'family'
),

indexed as (
    select * from of_people
    union all
    select * from of_families
),

final as (
    select
        md5(indexed.episode_key || '|' || indexed.need_code || '|' || indexed.person_key)
            as need_instance_id,
        indexed.*
    from indexed
)

select * from final
