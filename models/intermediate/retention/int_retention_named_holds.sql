-- Holds that named persons have put on a person, a family or a delivery and not lifted. Old keys
-- are followed forward.
with holds as (
    select * from {{ known_rows(ref('stg_registers__retention_holds'), key=['hold_ref']) }}
    where
        held_from <= {{ as_of_date() }}
        and coalesce(released_on, date '9999-12-31') > {{ as_of_date() }}
),

people as (
    select
        holds.authority_code,
        'person' as subject,
        coalesce(links.person_key, holds.subject_key) as subject_key
    from holds
    left join {{ ref('int_person_source_links') }} as links
        on
            holds.authority_code = links.authority_code
            and holds.subject_key = links.record_key
    where holds.subject = 'person'
    union all
    select
        members.authority_code,
        'person' as subject,
        members.person_key as subject_key
    from holds
    inner join {{ ref('int_family_keys') }} as keys
        on
            holds.authority_code = keys.authority_code
            and holds.subject_key = keys.family_record_key
    inner join {{ ref('int_family_members') }} as members
        on keys.family_key = members.family_key
    where holds.subject = 'family'
),

named as (
    select * from people
    union all
    select
        holds.authority_code,
        'delivery' as subject,
        holds.subject_key
    from holds
    where holds.subject = 'delivery'
),

final as (
    select
        named.authority_code,
        named.subject,
        named.subject_key,
        'named_hold' as hold_code
    from named
    group by
        named.authority_code,
        named.subject,
        named.subject_key
)

select * from final
