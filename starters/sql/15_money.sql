-- question: What was claimed, paid and paid back, year by year?
-- audience: finance, commissioner
-- tables: claims.mart_claim_money
-- chart: table, or bars by financial year
-- sharing: council staff
select
    m.authority_code,
    m.financial_year,
    m.families_submitted,
    m.families_counted,
    m.claimed_gbp,
    m.paid_gbp,
    m.recouped_gbp,
    m.net_gbp
from claims.mart_claim_money as m
order by m.authority_code, m.financial_year
