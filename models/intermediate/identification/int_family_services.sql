-- Which services know the people of a family now: a state that holds on the as-of date, or an event
-- in the last months. The part a person had in it is left out, and so is the kind of evidence where
-- it would tell that part. Agreements and objections decide as they do for needs.
with people as (
    select * from {{ ref('int_current_families') }}
),

objections as (
    select * from {{ ref('int_objections') }}
    where scope = 'feed'
),

current_evidence as (
    select
        e.*,
        services.service_name,
        case when services.is_type_shown = 1 then e.evidence_type else e.feed_code end
            as service_code
    from {{ ref('int_evidence') }} as e
    inner join {{ ref('family_view_services') }} as services
        on e.evidence_type = services.evidence_type
    left join objections
        on
            e.person_key = objections.person_key
            and e.feed_code = objections.objected_feed_code
    where
        e.case_ref is null
        and objections.person_key is null
        and (
            (
                e.period_start <= {{ as_of_date() }}
                and e.period_end > {{ as_of_date() }}
            )
            or (
                e.event_date <= {{ as_of_date() }}
                and {{ dbt.dateadd('month', family_setting('service_months'), 'e.event_date') }}
                > {{ as_of_date() }}
            )
        )
),

final as (
    select
        people.authority_code,
        people.family_key,
        people.family_source,
        people.is_inferred,
        people.person_key,
        e.service_code,
        e.service_name,
        e.feed_code,
        min(coalesce(e.period_start, e.event_date)) as since_on,
        max(coalesce(e.period_end, e.event_date)) as until_on
    from current_evidence as e
    inner join people on e.person_key = people.person_key
    where
        (not people.is_inferred and e.may_identify_needs)
        or (people.is_inferred and people.may_find_families and e.may_find_families)
    group by
        people.authority_code,
        people.family_key,
        people.family_source,
        people.is_inferred,
        people.person_key,
        e.service_code,
        e.service_name,
        e.feed_code
)

select * from final
