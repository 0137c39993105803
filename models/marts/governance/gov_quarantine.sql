select
    q.source_file,
    q.feed_code,
    q.first_row,
    q.last_row,
    q.row_count,
    q.reason
from {{ ref('int_quarantine') }} as q
