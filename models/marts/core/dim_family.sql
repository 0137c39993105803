with families as (
    select
        m.authority_code,
        m.family_key,
        min(m.case_system_family_id) as case_system_family_id,
        count(distinct m.person_key) as people_ever,
        count(distinct case
            when m.member_from <= {{ as_of_date() }} and m.member_to > {{ as_of_date() }}
                then m.person_key
        end) as people_now
    from {{ ref('int_family_members') }} as m
    group by
        m.authority_code,
        m.family_key
),

final as (
    select
        families.family_key,
        families.authority_code,
        families.case_system_family_id,
        families.people_ever,
        families.people_now,
        case when retired.family_key is null then 0 else 1 end as is_retired
    from families
    left join {{ ref('int_retired_families') }} as retired
        on
            families.authority_code = retired.authority_code
            and families.family_key = retired.family_key
)

select * from final
