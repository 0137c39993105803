select * from {{ ref('int_feed_accounting') }}
