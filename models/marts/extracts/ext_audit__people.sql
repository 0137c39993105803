-- Who is who in an evidence pack, without a name: children and adults numbered, the oldest first.
with people as (
    select
        p.authority_code,
        p.episode_key,
        p.person_key,
        p.family_role,
        p.age,
        case when p.is_child then 1 else 0 end as is_child,
        row_number() over (
            partition by
                p.episode_key,
                p.is_child
            order by
                p.age desc nulls last,
                p.person_key asc
        ) as place
    from {{ ref('int_episode_people') }} as p
    inner join {{ ref('int_claim_candidates') }} as candidates
        on p.episode_key = candidates.episode_key
),

final as (
    select
        people.authority_code,
        people.episode_key,
        people.person_key,
        case people.is_child when 1 then 'Child ' else 'Adult ' end
        || cast(people.place as {{ dbt.type_string() }}) as person_label,
        people.family_role,
        cast(people.age as integer) as age_at_assessment,
        people.is_child
    from people
)

select * from final
