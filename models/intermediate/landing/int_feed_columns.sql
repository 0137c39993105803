-- What the contracts say, for the marts.
select * from {{ ref('feed_columns') }}
