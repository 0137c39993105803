-- Where personal data goes is read out of the code: nothing is published on what was read of other
-- code. python scripts/lineage.py write reads it anew.
{{ config(severity='warn', tags=['gate']) }}
select
    f.file_name,
    f.file_state
from {{ ref('lineage_files') }} as f
where f.file_state <> 'same'
