-- The log as it was published before has no column for whose the record is; its link tells.
with final as (
    select
        log.record_key,
        links.authority_code,
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
    left join {{ ref('int_person_source_links') }} as links on log.record_key = links.record_key
)

select * from final
