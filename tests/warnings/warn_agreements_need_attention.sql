-- Told, never a reason not to publish: an agreement that has ended, is about to, or was never
-- recorded.
{{ config(severity='warn') }}
select
    r.authority_code,
    r.feed_code,
    r.agreement_state,
    r.agreement_expires_on
from {{ ref('gov_feed_register') }} as r
inner join {{ ref('gov_feed_health') }} as h
    on
        r.authority_code = h.authority_code
        and r.feed_code = h.feed_code
where
    h.files_taken_in > 0
    and r.agreement_state not in ('in_force', 'not_needed')
