-- Whoever has somebody in the family who is not due yet, where families are kept together.
with members as (
    select
        members.family_key,
        members.person_key
    from {{ ref('int_family_members') }} as members
    group by
        members.family_key,
        members.person_key
),

families as (
    select
        members.family_key,
        max(due.due_on) as last_due_on
    from members
    inner join {{ ref('int_retention_due') }} as due on members.person_key = due.person_key
    group by members.family_key
),

final as (
    select
        due.authority_code,
        due.person_key,
        'family_member_not_due' as hold_code
    from members
    inner join families on members.family_key = families.family_key
    inner join {{ ref('int_retention_due') }} as due on members.person_key = due.person_key
    inner join {{ ref('int_retention_settings') }} as settings
        on due.authority_code = settings.authority_code
    where
        settings.family_together = 1
        and families.last_due_on > {{ as_of_date() }}
        and due.due_on < families.last_due_on
    group by
        due.authority_code,
        due.person_key
)

select * from final
