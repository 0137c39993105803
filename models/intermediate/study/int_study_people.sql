-- People of the families of the study, without those who object to it.
with people as (
    select
        families.extract_id,
        families.authority_code,
        families.nis_family_ref,
        p.person_key
    from {{ ref('int_study_families') }} as families
    inner join {{ ref('int_episode_people') }} as p on families.episode_key = p.episode_key
    left join {{ ref('int_objections') }} as objections
        on
            p.person_key = objections.person_key
            and objections.scope = 'study'
    where objections.person_key is null
),

final as (
    select
        people.*,
        'P' || lpad(cast(row_number() over (
            partition by people.extract_id
            order by
                md5(people.person_key || '|' || people.nis_family_ref || '|' || people.extract_id)
        ) as varchar), 8, '0') as nis_person_ref
    from people
)

select * from final
