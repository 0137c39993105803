-- question: Is partner data arriving, and what needs a telephone call?
-- audience: data manager, programme board
-- tables: reporting.mart_feed_health
-- chart: table
-- sharing: council staff
select
    f.authority_code,
    f.health_order,
    f.feed_name,
    f.partner,
    f.feed_health,
    coalesce(f.what_to_look_at, '') as what_to_look_at,
    f.last_received_on,
    f.deliveries_overdue,
    f.agreement_expires_on,
    f.match_rate_percent
from reporting.mart_feed_health as f
order by f.authority_code, f.health_order, f.feed_name
