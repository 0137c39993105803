select
    w.authority_code,
    w.claim_window,
    w.financial_year,
    w.window_no,
    w.opens_on,
    w.closes_on,
    w.provenance,
    w.confidence
from {{ ref('int_claim_windows') }} as w
