select
    p.source_file,
    p.feed_code,
    p.source_row,
    p.row_problems
from {{ ref('int_row_problems') }} as p
