-- Told, never a reason not to publish: what should have come and did not.
{{ config(severity='warn') }}
select
    d.authority_code,
    d.feed_code,
    d.period,
    d.due_on,
    d.delivery_state
from {{ ref('gov_expected_deliveries') }} as d
where d.delivery_state in ('overdue', 'never_received')
