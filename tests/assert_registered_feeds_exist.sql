-- A register row for a feed that nobody reads, or for a purpose that means nothing, does nothing
-- silently.
select
    a.authority_code,
    a.feed_code,
    a.agreement_ref
from {{ ref('int_feed_agreements') }} as a
left join {{ ref('feeds') }} as f on a.feed_code = f.feed_code
where f.feed_code is null
