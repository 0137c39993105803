select
    g.check_name,
    g.check_kind,
    g.check_title,
    g.asks,
    g.if_it_fails
from {{ ref('gates') }} as g
