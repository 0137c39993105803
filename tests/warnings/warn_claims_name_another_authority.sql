-- Told, never a reason not to publish: a claim of a register that names another authority than the
-- one whose register it stands in. It is taken for one of the register's authority: a council that
-- took over another keeps its claims so, but a file may also lie in the wrong folder.
{{ config(severity='warn') }}
select
    c.source_file,
    c.source_row,
    c.authority_code,
    c.recorded_authority_code
from {{ known_rows(ref('stg_registers__claims'), key=['claim_id']) }} as c
where c.recorded_authority_code <> c.authority_code
