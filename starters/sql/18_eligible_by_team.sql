-- question: How many of the families that each team supports meet the programme's criteria?
-- audience: team managers, practice leads
-- tables: core.fct_support_episode, core.dim_team, eligibility.mart_eligibility
-- chart: table, or stacked bars by team
-- sharing: council staff; small numbers are possible
select
    s.authority_code,
    t.hub_name,
    t.team_name,
    count(*) as open_episodes,
    sum(coalesce(e.is_eligible, 0)) as eligible
from core.fct_support_episode as s
inner join core.dim_team as t
    on s.team_key = t.team_key
left join eligibility.mart_eligibility as e
    on s.episode_key = e.episode_key
where s.is_open = 1
group by s.authority_code, t.hub_name, t.team_name
order by s.authority_code, t.hub_name, t.team_name
