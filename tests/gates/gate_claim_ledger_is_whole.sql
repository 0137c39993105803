-- Nothing is published, and so nothing is claimed, on a ledger that is not as it was written.
{{ config(severity='warn', tags=['gate']) }}
select
    b.authority_code,
    b.source_file,
    b.source_row,
    b.problem
from {{ ref('int_claim_ledger_breaks') }} as b
