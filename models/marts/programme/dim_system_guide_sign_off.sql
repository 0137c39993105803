select
    s.sign_off,
    s.sign_off_name,
    s.sign_off_order,
    s.is_required,
    s.provenance,
    s.confidence
from {{ ref('system_guide_sign_offs') }} as s
