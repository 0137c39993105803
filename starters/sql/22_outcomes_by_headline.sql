-- question: How many families reached a successful outcome, by headline?
-- audience: partnership, commissioner, the public
-- tables: reporting.mart_outcomes_by_area
-- chart: horizontal bars
-- sharing: anybody; small numbers are kept back ([c]) and all are rounded
select
    o.authority_code,
    o.financial_year,
    o.framework_version,
    o.headline_name,
    o.families,
    o.shown,
    o.percent_shown
from reporting.mart_outcomes_by_area as o
where
    o.period_type = 'year'
    and o.area_type = 'authority'
    and o.measure_type = 'headline'
order by o.authority_code asc, o.financial_year desc, o.framework_version asc, o.headline_no asc
