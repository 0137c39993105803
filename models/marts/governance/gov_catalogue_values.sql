select
    v.authority_code,
    v.catalogue_table || '|' || v.row_code || '|' || v.column_name as catalogue_value,
    v.catalogue_table,
    v.row_code,
    v.column_name,
    v.value_in_force,
    v.value_type,
    v.allowed_words,
    v.may_be_empty,
    v.lowest,
    v.highest
from {{ ref('int_catalogue_values') }} as v
