-- Every row counted from the bytes of a file is staged or quarantined: nothing is lost.
select
    a.source_file,
    a.rows_counted,
    a.rows_staged,
    a.rows_quarantined
from {{ ref('int_feed_accounting') }} as a
where a.rows_counted <> a.rows_staged + a.rows_quarantined
