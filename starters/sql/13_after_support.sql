-- question: Does change last after support has ended?
-- audience: commissioner, heads of service
-- tables: reporting.mart_after_support
-- chart: stacked bars to 100 per cent, by months after the end
-- sharing: council staff; small numbers are possible
select
    a.authority_code,
    a.months_after,
    sum(a.sustained) as sustained,
    sum(a.not_sustained) as not_sustained,
    sum(a.not_known) as not_known
from reporting.mart_after_support as a
group by a.authority_code, a.months_after
order by a.authority_code, a.months_after
