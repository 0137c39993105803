-- References of this build alone, which join the tables of the collection. They have no secret: the
-- package replaces them with keyed ones.
with episodes as (
    select
        e.episode_key,
        e.authority_code,
        'EH-' || e.authority_code || '-' || cast({{ as_of_date() }} as {{ dbt.type_string() }})
            as extract_id
    from {{ ref('int_support_episodes') }} as e
    where e.assessed_on is not null
),

people as (
    select
        episodes.extract_id,
        p.episode_key,
        p.person_key
    from episodes
    inner join {{ ref('int_episode_people') }} as p on episodes.episode_key = p.episode_key
    left join {{ ref('int_objections') }} as objections
        on
            p.person_key = objections.person_key
            and objections.scope = 'study'
    where objections.person_key is null
    union all
    select
        episodes.extract_id,
        episodes.episode_key,
        'family' as person_key
    from episodes
),

numbered as (
    select
        people.*,
        {{ sha256_hex("people.extract_id || '|' || people.episode_key") }} as episode_hash,
        row_number() over (
            partition by people.episode_key, people.person_key = 'family'
            order by
                {{ sha256_hex("people.extract_id || '|' || people.person_key") }} nulls last
        ) as person_number
    from people
),

final as (
    select
        numbered.extract_id,
        numbered.episode_key,
        numbered.person_key,
        'E' || substr(numbered.episode_hash, 1, 20) as episode_ref,
        case
            when numbered.person_key = 'family' then 'family'
            else 'person ' || lpad(cast(numbered.person_number as {{ dbt.type_string() }}), 2, '0')
        end as person_ref
    from numbered
)

select * from final
