with final as (
    select
        people.person_key,
        people.family_key,
        people.authority_code,
        families.case_system_family_id,
        case when people.is_inferred then 1 else 0 end as is_inferred,
        case when people.is_candidate then 1 else 0 end as is_candidate
    from {{ ref('int_current_families') }} as people
    left join {{ ref('dim_family') }} as families on people.family_key = families.family_key
)

select * from final
