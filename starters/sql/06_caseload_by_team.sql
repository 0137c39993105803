-- question: How many families does each team support, and how many have no plan or no review?
-- audience: team managers, hub leads
-- tables: reporting.mart_caseload
-- chart: stacked bars by team
-- sharing: council staff; small numbers are possible
select
    c.authority_code,
    c.team_name,
    sum(c.open_episodes) - sum(c.drifting_episodes) as on_course,
    sum(c.drifting_episodes) as drifting_episodes
from reporting.mart_caseload as c
where c.month_start = (select max(m.month_start) from reporting.mart_caseload as m)
group by c.authority_code, c.team_name
having sum(c.open_episodes) > 0
order by c.authority_code asc, sum(c.open_episodes) desc, c.team_name asc
