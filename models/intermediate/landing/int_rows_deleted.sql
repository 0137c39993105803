-- What partners have told us to delete, as far as we had been told; a row sent again later stands.
with notices as (
    select
        n.authority_code,
        n.noticed_feed_code as feed_code,
        n.noticed_table as landed_table,
        n.noticed_row_key as row_key,
        max(n.received_at) as deleted_on
    from {{ ref('stg_notices__deletions') }} as n
    where
        n.quarantine_reason is null
        and n.received_at <= {{ known_at() }}
    group by
        n.authority_code,
        n.noticed_feed_code,
        n.noticed_table,
        n.noticed_row_key
)

select * from notices
