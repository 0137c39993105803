-- question: How long from finding a need to a successful outcome?
-- audience: partnership, commissioner, the public
-- tables: reporting.mart_time_to_outcome
-- chart: table, or horizontal bars of the median
-- sharing: anybody; small numbers are kept back ([c]) and all are rounded
select
    t.authority_code,
    t.financial_year,
    t.headline_name,
    t.shown,
    t.lower_quartile_days_from_need,
    t.median_days_from_need,
    t.upper_quartile_days_from_need
from reporting.mart_time_to_outcome as t
where t.measure_type = 'headline'
order by t.authority_code asc, t.financial_year desc, t.framework_version asc, t.headline_no asc
