select
    s.return_code,
    s.return_name,
    s.is_by_invitation,
    s.asked_of,
    s.sent_through,
    s.task,
    s.provenance,
    s.confidence
from {{ ref('returns') }} as s
