-- The people on the lists that partners were sent: whom a cohort feed would have shown.
with lists as (
    select * from {{ known_rows(
        ref('stg_local__cohort_lists'),
        key=['listing_feed_code', 'list_ref', 'listed_feed_code', 'source_person_ref']
    ) }}
),

final as (
    select
        lists.authority_code,
        lists.listing_feed_code as feed_code,
        links.person_key,
        lists.sent_on,
        coalesce(lists.ended_on, date '9999-12-31') as ended_on
    from lists
    inner join {{ ref('int_person_source_links') }} as links
        on
            lists.authority_code = links.authority_code
            and lists.listed_feed_code = links.feed_code
            and lists.source_person_ref = links.source_person_ref
    group by
        lists.authority_code,
        lists.listing_feed_code,
        links.person_key,
        lists.sent_on,
        lists.ended_on
)

select * from final
