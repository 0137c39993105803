select
    l.to_schema,
    l.to_table,
    l.to_column,
    l.from_schema,
    l.from_table,
    l.from_column,
    l.edge_kind,
    l.is_shown
from {{ ref('int_column_lineage') }} as l
