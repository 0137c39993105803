select
    links.record_key,
    links.person_key,
    links.authority_code,
    links.feed_code,
    links.link_rule_id,
    {{ known_at() }} as known_at
from {{ ref('int_person_source_links') }} as links
