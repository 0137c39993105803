-- question: Are we claiming fast enough to reach this year's minimum?
-- audience: programme coordinator, commissioner
-- tables: reporting.mart_pace
-- chart: lines by month
-- sharing: council staff; small numbers are possible
select
    p.authority_code,
    p.month_start,
    sum(p.families_claimed_to_date) as families_claimed_to_date,
    sum(p.forecast_to_date) as forecast_to_date,
    sum(p.minimum_to_date) as minimum_to_date
from reporting.mart_pace as p
where p.financial_year = (select max(m.financial_year) from reporting.mart_pace as m)
group by p.authority_code, p.month_start
order by p.authority_code, p.month_start
