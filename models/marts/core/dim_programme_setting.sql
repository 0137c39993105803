select
    s.authority_code,
    s.setting,
    s.setting_name,
    s.setting_value,
    s.value_unit,
    s.valid_from,
    s.valid_to,
    s.is_local,
    s.provenance,
    s.confidence
from {{ ref('int_programme_settings') }} as s
