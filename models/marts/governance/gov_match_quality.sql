-- A record alone is no error in itself: a feed of everybody knows many whom no other feed knows.
with people as (
    select
        links.person_key,
        count(*) as record_count,
        count(distinct links.feed_code) as feed_count
    from {{ ref('int_person_source_links') }} as links
    group by links.person_key
),

final as (
    select
        links.authority_code,
        links.feed_code,
        feeds.feed_name,
        count(*) as person_records,
        cast(sum(case when people.feed_count > 1 then 1 else 0 end) as bigint)
            as linked_to_another_feed,
        cast(
            sum(case when people.feed_count = 1 and people.record_count > 1 then 1 else 0 end)
            as bigint
        ) as linked_in_the_feed_only,
        cast(sum(case when people.record_count = 1 then 1 else 0 end) as bigint) as alone
    from {{ ref('int_person_source_links') }} as links
    inner join people on links.person_key = people.person_key
    inner join {{ ref('feeds') }} as feeds on links.feed_code = feeds.feed_code
    group by
        links.authority_code,
        links.feed_code,
        feeds.feed_name
)

select * from final
