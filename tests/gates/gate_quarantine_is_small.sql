-- A file that loses more of its rows to quarantine than the register allows is not believed.
{{ config(severity='warn', tags=['gate']) }}
select
    a.authority_code,
    a.feed_code,
    a.source_file,
    a.rows_counted,
    a.rows_quarantined
from {{ ref('int_feed_accounting') }} as a
inner join {{ ref('feeds') }} as f on a.feed_code = f.feed_code
where
    a.file_status = 'taken_in'
    and 100 * a.rows_quarantined > f.quarantine_limit_percent * a.rows_counted
