-- The property that the record known best gives a person; used only to propose, never to join.
with findable_feeds as (
    select
        f.authority_code,
        f.feed_code
    from {{ ref('int_files_in_force') }} as f
    where f.may_find_families
    group by
        f.authority_code,
        f.feed_code
),

findable_people as (
    select links.person_key
    from {{ ref('int_person_source_links') }} as links
    inner join findable_feeds
        on
            links.authority_code = findable_feeds.authority_code
            and links.feed_code = findable_feeds.feed_code
    group by links.person_key
),

final as (
    select
        people.authority_code,
        people.person_key,
        'shared_property' as family_source,
        people.uprn as group_ref,
        people.uprn,
        false as is_head,
        findable_people.person_key is not null as may_find_families
    from {{ ref('int_people') }} as people
    left join findable_people on people.person_key = findable_people.person_key
    where people.uprn is not null
)

select * from final
