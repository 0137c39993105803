with members as (
    select * from {{ known_rows(
        ref('stg_early_help__family_members'), key=['member_row_ref']
    ) }}
),

links as (
    select * from {{ ref('int_person_source_links') }}
),

final as (
    select
        members.authority_code,
        keys.family_key,
        members.family_ref as case_system_family_id,
        links.person_key,
        coalesce(members.family_role, 'unknown') as family_role,
        coalesce(members.member_from, date '1900-01-01') as member_from,
        coalesce(members.member_to, date '9999-12-31') as member_to,
        members.person_ref as source_person_ref,
        members.source_file,
        members.source_row
    from members
    inner join links on members.record_key = links.record_key
    inner join {{ ref('int_family_keys') }} as keys
        on members.family_record_key = keys.family_record_key
)

select * from final
