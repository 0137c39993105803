-- Nothing is published while what was told of a closed month is not as it was written.
{{ config(severity='warn', tags=['gate']) }}
select
    b.authority_code,
    b.source_file,
    b.source_row,
    b.problem
from {{ ref('int_month_end_breaks') }} as b
