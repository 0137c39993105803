-- question: How much of this year's minimum is reached?
-- audience: programme coordinator, commissioner
-- tables: reporting.mart_pace
-- chart: two numbers
-- sharing: council staff; small numbers are possible
select
    p.authority_code,
    sum(p.families_claimed) as families_claimed,
    100.0 * sum(p.families_claimed) / nullif(max(p.minimum_number), 0) as percent_of_minimum
from reporting.mart_pace as p
where p.financial_year = (select max(m.financial_year) from reporting.mart_pace as m)
group by p.authority_code
order by p.authority_code
