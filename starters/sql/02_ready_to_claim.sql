-- question: How many episodes of support stand where on the way to a claim?
-- audience: programme coordinator
-- tables: claims.mart_claim_readiness
-- chart: bars, or a number for those that are ready
-- sharing: council staff; small numbers are possible
select
    r.authority_code,
    r.claim_status,
    count(*) as episodes,
    sum(r.result_payment_gbp) as result_payment_gbp
from claims.mart_claim_readiness as r
group by r.authority_code, r.claim_status
order by r.authority_code asc, episodes desc, r.claim_status asc
