-- Everyone of the families, and why who is not sent is not: objections first.
with objections as (
    select
        o.person_key,
        min_by(o.reason, reasons.reason_order) as reason
    from {{ ref('int_study_objections') }} as o
    inner join {{ ref('study_reasons') }} as reasons on o.reason = reasons.reason
    where o.is_left_out = 1
    group by o.person_key
),

final as (
    select
        members.authority_code,
        members.family_key,
        members.person_key,
        case
            when objections.reason is not null then objections.reason
            when families.reason is not null then families.reason
            when
                identities.forename is null
                or identities.surname is null
                or identities.date_of_birth is null
                then 'not_identifiable'
        end as reason
    from {{ ref('int_study_members') }} as members
    inner join {{ ref('int_study_families') }} as families
        on members.family_key = families.family_key
    left join objections on members.person_key = objections.person_key
    left join {{ ref('int_study_identities') }} as identities
        on members.person_key = identities.person_key
)

select * from final
