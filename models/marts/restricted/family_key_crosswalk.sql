select
    keys.family_record_key,
    keys.family_key,
    keys.authority_code,
    keys.feed_code,
    keys.source_family_ref,
    {{ known_at() }} as known_at
from {{ ref('int_family_keys') }} as keys
