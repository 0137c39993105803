-- question: How many families come from first sign to payment, and where do we lose them?
-- audience: programme coordinator, programme board
-- tables: reporting.mart_funnel
-- chart: horizontal bars, in the order of the stages
-- sharing: council staff; small numbers are possible
select
    f.authority_code,
    f.stage_name,
    sum(f.episodes) as episodes
from reporting.mart_funnel as f
group by f.authority_code, f.stage_order, f.stage_name
order by f.authority_code, f.stage_order
