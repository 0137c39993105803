select
    c.feed_code || '.' || c.table_name || '.' || c.column_name as feed_column,
    c.feed_code,
    c.table_name,
    c.column_name,
    c.column_type,
    cast(case when c.is_required then 1 else 0 end as integer) as is_required,
    c.personal_data,
    c.provenance,
    c.codes,
    c.description
from {{ ref('int_feed_columns') }} as c
