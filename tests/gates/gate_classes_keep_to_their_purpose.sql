-- A mart that uses a class of personal data which its purpose may not use, or says no purpose.
-- python scripts/lineage.py check tells the same without a build.
{{ config(severity='warn', tags=['gate']) }}
select
    p.finding_kind,
    p.table_name,
    p.personal_data,
    p.what_to_do
from {{ ref('int_privacy_findings') }} as p
where p.finding_kind in ('no_purpose', 'against_purpose', 'purpose_declared_for_nothing')
