select
    p.to_schema,
    p.to_table,
    p.to_column,
    p.feed_code,
    p.feed_table,
    p.feed_column,
    p.class_at_source,
    p.class_on_arrival,
    p.declassified_at,
    p.verdict
from {{ ref('int_personal_data_paths') }} as p
