-- People whose address nobody is shown: it is protected, or somebody whose address is protected is
-- known to live there.
with people as (
    select p.person_key
    from {{ ref('int_protected_people') }} as p
    union all
    select links.person_key
    from {{ ref('int_identities') }} as i
    inner join {{ ref('int_unjoined_properties') }} as properties
        on
            i.authority_code = properties.authority_code
            and i.uprn = properties.uprn
    inner join {{ ref('int_person_source_links') }} as links on i.record_key = links.record_key
),

final as (
    select people.person_key
    from people
    group by people.person_key
)

select * from final
