-- question: Whom do we reach, by sex, age, ethnicity and the rest?
-- audience: partnership, commissioner, equality lead, the public
-- tables: reporting.mart_equality
-- chart: bars by category, one characteristic at a time
-- sharing: anybody; small numbers are kept back ([c]) and all are rounded
select
    e.authority_code,
    e.financial_year,
    e.measure_name,
    e.characteristic_name,
    e.category_name,
    e.people,
    e.shown,
    e.percent_shown
from reporting.mart_equality as e
order by
    e.authority_code asc,
    e.financial_year desc,
    e.measure_order asc,
    e.characteristic_order asc,
    e.category_order asc
