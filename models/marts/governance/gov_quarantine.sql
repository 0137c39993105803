select
    q.source_file,
    f.authority_code,
    q.feed_code,
    f.table_name,
    f.received_at,
    q.first_row,
    q.last_row,
    q.row_count,
    q.reason
from {{ ref('int_quarantine') }} as q
inner join {{ ref('int_feed_accounting') }} as f on q.source_file = f.source_file
