-- Booked for maternity care and, as far as we had been told, not yet delivered.
with bookings as (
    select * from {{ known_rows(
        ref('stg_health__maternity_bookings'), key=['row_key']
    ) }}
),

final as (
    select links.person_key
    from bookings
    inner join {{ ref('int_files_in_force') }} as files on bookings.source_file = files.source_file
    inner join {{ ref('int_person_source_links') }} as links
        on bookings.record_key = links.record_key
    left join {{ ref('int_objections') }} as objections
        on
            links.person_key = objections.person_key
            and bookings.feed_code = objections.objected_feed_code
            and objections.scope = 'feed'
    where
        files.may_find_families
        and bookings.booked_on <= {{ known_at() }}
        and bookings.delivered_on is null
        and bookings.expected_delivery_on >= {{ known_at() }}
        and objections.person_key is null
    group by links.person_key
)

select * from final
