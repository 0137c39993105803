-- question: What do the quarterly returns to the department say, quarter by quarter?
-- audience: programme coordinator, commissioner
-- tables: progress.mart_progress_information
-- chart: table, or bars by quarter
-- sharing: council staff; as returned to the department
select
    p.authority_code,
    p.financial_year,
    p.financial_quarter,
    p.due_on,
    p.families_claimed_year_to_date,
    p.families_claimed_forecast,
    p.families_whole_family_quarter,
    p.minimum_number,
    p.is_below_pace
from progress.mart_progress_information as p
order by p.authority_code asc, p.quarter_starts_on desc
