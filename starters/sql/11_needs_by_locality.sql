-- question: Where do families with each need live, in the last full quarter?
-- audience: partnership, commissioner, the public
-- tables: reporting.mart_needs_by_area, core.dim_framework_version
-- chart: table with a row a locality, or small bars by locality
-- sharing: anybody; small numbers are kept back ([c]) and all are rounded
select
    n.authority_code,
    n.period_end,
    n.area_name,
    n.headline_name,
    n.families,
    n.shown
from reporting.mart_needs_by_area as n
inner join core.dim_framework_version as v
    on n.framework_version = v.framework_version
where
    v.is_in_force = 1
    and n.period_type = 'quarter'
    and n.area_type = 'locality'
    and n.measure_type = 'headline'
    and n.period_end = (
        select max(m.period_end)
        from reporting.mart_needs_by_area as m
        where m.period_type = 'quarter' and m.shown <> '[x]'
    )
order by n.authority_code, n.area_name, n.headline_no
