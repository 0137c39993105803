-- An analyst asks: which files must a partner mend, and what is wrong with them?
select
    a.authority_code,
    a.feed_code,
    a.source_file,
    a.file_status,
    a.rows_counted,
    a.rows_staged,
    a.rows_quarantined,
    a.rows_with_problems,
    a.problem,
    a.cure
from {{ ref('gov_feed_accounting') }} as a
where
    a.file_status <> 'taken_in'
    or a.rows_quarantined > 0
    or a.rows_with_problems > 0
order by a.rows_quarantined desc, a.rows_with_problems desc
