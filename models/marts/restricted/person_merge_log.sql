select
    log.record_key,
    log.feed_code,
    log.old_person_key,
    log.new_person_key,
    log.change_kind,
    log.reason_code,
    log.decision_id,
    log.decided_by,
    log.reason,
    log.decided_on,
    log.known_before,
    log.known_at
from {{ ref('int_person_merge_log') }} as log
