-- question: Which needs do families have in the last full year?
-- audience: partnership, commissioner, the public
-- tables: reporting.mart_needs_by_area, core.dim_framework_version
-- chart: horizontal bars
-- sharing: anybody; small numbers are kept back ([c]) and all are rounded
select
    n.authority_code,
    n.headline_name,
    n.families,
    n.shown,
    n.percent_shown
from reporting.mart_needs_by_area as n
inner join core.dim_framework_version as v
    on n.framework_version = v.framework_version
where
    v.is_in_force = 1
    and n.period_type = 'year'
    and n.area_type = 'authority'
    and n.measure_type = 'headline'
    and n.financial_year = (
        select max(m.financial_year)
        from reporting.mart_needs_by_area as m
        where m.period_type = 'year' and m.shown <> '[x]'
    )
order by n.authority_code, n.headline_no
