-- question: Which needs come together in the same family?
-- audience: partnership, commissioner, the public
-- tables: reporting.mart_need_pairs_by_area
-- chart: heat map of the two headlines
-- sharing: anybody; small numbers are kept back ([c]) and all are rounded
select
    p.authority_code,
    p.financial_year,
    p.first_headline_name,
    p.second_headline_name,
    p.families,
    p.shown
from reporting.mart_need_pairs_by_area as p
where p.area_type = 'authority'
order by
    p.authority_code asc,
    p.financial_year desc,
    p.framework_version asc,
    p.first_headline_no asc,
    p.second_headline_no asc
