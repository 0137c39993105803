-- question: How many families are supported today, and for how many is something late?
-- audience: programme coordinator, heads of service
-- tables: reporting.mart_caseload
-- chart: three numbers
-- sharing: council staff; small numbers are possible
select
    c.authority_code,
    sum(c.open_episodes) as open_episodes,
    sum(c.waiting_over_limit) as waiting_over_limit,
    sum(c.drifting_episodes) as drifting_episodes
from reporting.mart_caseload as c
where c.month_start = (select max(m.month_start) from reporting.mart_caseload as m)
group by c.authority_code
order by c.authority_code
