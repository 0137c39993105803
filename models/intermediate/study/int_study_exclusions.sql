-- Everybody and every family left out, and whatever is left out of what is sent, with why.
with objections as (
    select * from {{ ref('int_study_objections') }}
),

people as (
    select
        p.authority_code,
        p.family_key,
        p.person_key,
        p.reason,
        1 as is_left_out
    from {{ ref('int_study_people') }} as p
    where p.reason is not null
    union all
    select
        p.authority_code,
        p.family_key,
        p.person_key,
        objections.reason,
        0 as is_left_out
    from {{ ref('int_study_people') }} as p
    inner join objections on p.person_key = objections.person_key
    where
        p.reason is null
        and objections.is_left_out = 0
    group by
        p.authority_code,
        p.family_key,
        p.person_key,
        objections.reason
    union all
    select
        families.authority_code,
        families.family_key,
        'family' as person_key,
        'nobody_left' as reason,
        1 as is_left_out
    from {{ ref('int_study_families') }} as families
    left join {{ ref('int_study_sent_families') }} as sent
        on families.family_key = sent.family_key
    where
        families.reason is null
        and sent.family_key is null
),

final as (
    select
        people.authority_code,
        people.family_key,
        people.person_key,
        people.reason,
        people.is_left_out,
        min(objections.scope) as scope,
        {{ list_of_codes('objections.objected_feed_code') }} as objected_feed_codes,
        min(objections.objected_on) as objected_on,
        min(objections.decision) as decision,
        min(objections.decision_reason) as decision_reason
    from people
    left join objections
        on
            people.person_key = objections.person_key
            and people.reason = objections.reason
    group by
        people.authority_code,
        people.family_key,
        people.person_key,
        people.reason,
        people.is_left_out
)

select * from final
