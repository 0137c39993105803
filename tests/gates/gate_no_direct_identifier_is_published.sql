-- A direct identifier in a column that no declaration names, or a declaration that is not so: a
-- hash that is none, or a row that nothing needs.
-- python scripts/lineage.py check tells the same without a build.
{{ config(severity='warn', tags=['gate']) }}
select
    p.finding_kind,
    p.table_name,
    p.column_name,
    p.what_to_do
from {{ ref('int_privacy_findings') }} as p
where
    p.finding_kind in (
        'direct_not_allowed', 'declared_and_still_shown', 'column_declared_for_nothing'
    )
