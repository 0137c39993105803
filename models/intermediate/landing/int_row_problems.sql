select
    r.source_file,
    r.feed_code,
    r.source_row,
    r.row_problems
from {{ ref('int_rows_at_fault') }} as r
where r.row_problems is not null
