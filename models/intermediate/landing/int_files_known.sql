-- The files that may be used, as far as we had been told.
select
    a.source_file,
    a.authority_code,
    a.feed_code,
    a.table_name,
    a.period,
    a.received_at,
    a.may_identify_needs,
    a.may_prove_outcomes,
    a.may_find_families
from {{ ref('int_file_agreements') }} as a
where a.is_allowed
