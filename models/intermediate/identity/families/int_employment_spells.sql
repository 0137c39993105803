-- When a young person was in work that ends dependency, as far as it may be used to say who is
-- eligible.
with activities as (
    select * from {{ ref('int_young_person_activities') }}
),

final as (
    select
        links.person_key,
        activities.started_on,
        max(activities.holds_until) as ended_on
    from activities
    inner join {{ ref('int_files_in_force') }} as files
        on activities.source_file = files.source_file
    inner join {{ ref('activity_codes') }} as codes
        on activities.activity_code = codes.activity_code
    inner join {{ ref('int_person_source_links') }} as links
        on activities.record_key = links.record_key
    left join {{ ref('int_objections') }} as objections
        on
            links.person_key = objections.person_key
            and activities.feed_code = objections.objected_feed_code
            and objections.scope = 'feed'
    where
        codes.ends_dependency = 1
        and files.may_identify_needs
        and objections.person_key is null
    group by
        links.person_key,
        activities.started_on
)

select * from final
