-- question: How long do families wait for their assessment, team by team, this past year?
-- audience: heads of service, team managers
-- tables: reporting.mart_caseload
-- chart: table, or bars by team
-- sharing: council staff; small numbers are possible
select
    c.authority_code,
    c.hub_name,
    c.team_name,
    sum(c.assessed) as assessed,
    round(cast(sum(c.days_to_assessment) as decimal(18, 4)) / nullif(sum(c.assessed), 0), 1)
        as mean_days_to_assessment
from reporting.mart_caseload as c
where
    c.month_start > (
        select max(m.month_start) - interval '12 months' from reporting.mart_caseload as m
    )
group by c.authority_code, c.hub_name, c.team_name
order by c.authority_code, c.hub_name, c.team_name
