-- No names, and of domestic abuse no more than that a service is involved.
with families as (
    select
        people.family_key,
        min(people.authority_code) as authority_code,
        min(people.family_source) as family_source,
        max(case when people.is_inferred then 1 else 0 end) as is_inferred
    from {{ ref('int_current_families') }} as people
    group by people.family_key
),

things as (
    select
        needs.family_key,
        'need' as kind,
        needs.need_code as code,
        needs.need_name as code_name,
        needs.person_key,
        needs.since_on,
        cast(null as date) as until_on,
        needs.feed_codes
    from {{ ref('int_family_needs_now') }} as needs
    union all
    select
        services.family_key,
        'service' as kind,
        services.service_code as code,
        services.service_name as code_name,
        services.person_key,
        services.since_on,
        services.until_on,
        services.feed_code as feed_codes
    from {{ ref('int_family_services') }} as services
    union all
    select
        workers.family_key,
        'worker' as kind,
        workers.part as code,
        workers.organisation || coalesce(', ' || workers.team, '') as code_name,
        'family' as person_key,
        workers.started_on as since_on,
        workers.closed_on as until_on,
        'early_help' as feed_codes
    from {{ ref('int_family_workers') }} as workers
),

-- Of a person who left the family, or who objects to matching, nothing is told.
final as (
    select
        families.authority_code,
        families.family_key,
        families.family_source,
        families.is_inferred,
        things.kind,
        things.code,
        things.code_name,
        things.person_key,
        people.family_role,
        case when people.is_candidate then 1 else 0 end as is_candidate,
        things.since_on,
        things.until_on,
        things.feed_codes
    from things
    inner join families on things.family_key = families.family_key
    left join {{ ref('int_current_families') }} as people
        on
            things.family_key = people.family_key
            and things.person_key = people.person_key
    where
        things.person_key = 'family'
        or people.person_key is not null
)

select * from final
