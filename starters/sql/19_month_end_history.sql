-- question: What did we tell when each month closed, and what do we know now?
-- audience: programme board, commissioner
-- tables: reporting.mart_month_end_history
-- chart: lines by month, told and now, one measure at a time
-- sharing: council staff; small numbers are possible
select
    h.authority_code,
    h.measure_name,
    h.month_end,
    h.value_told,
    h.value_now,
    h.difference
from reporting.mart_month_end_history as h
where h.is_closed = 1
order by h.authority_code, h.measure_order, h.month_end
