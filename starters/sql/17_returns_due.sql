-- question: What is due to the department, and when?
-- audience: programme coordinator
-- tables: programme.mart_returns_calendar
-- chart: table
-- sharing: council staff
select
    r.authority_code,
    r.item_name,
    r.financial_year,
    r.quarter,
    r.due_on,
    r.item_status,
    r.days_left
from programme.mart_returns_calendar as r
where r.days_left is not null
order by r.authority_code, r.due_on, r.item_name
