-- question: Does more support begin than end?
-- audience: heads of service, team managers
-- tables: reporting.mart_caseload
-- chart: bars by month, side by side
-- sharing: council staff; small numbers are possible
select
    c.authority_code,
    c.month_start,
    sum(c.opened) as opened,
    sum(c.closed) as closed
from reporting.mart_caseload as c
where c.is_month_over = 1
group by c.authority_code, c.month_start
order by c.authority_code, c.month_start
