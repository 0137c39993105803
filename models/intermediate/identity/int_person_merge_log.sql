-- Every record whose person is another than in the build published last, and why; after what
-- earlier builds logged. Published keys come from the extracts file: plain rebuilds add nothing.
with changed as (
    select
        links.record_key,
        links.authority_code,
        links.feed_code,
        before.person_key as old_person_key,
        links.person_key as new_person_key,
        before.known_at as known_before
    from {{ ref('published_person_keys') }} as before
    inner join {{ ref('int_person_source_links') }} as links on before.record_key = links.record_key
    where before.person_key <> links.person_key
),

-- A key that is nobody's any more was merged; one that still is somebody's lost a record.
told as (
    select
        changed.*,
        case when still.person_key is null then 'merged' else 'split' end as change_kind
    from changed
    left join {{ ref('int_person_source_links') }} as still
        on
            changed.old_person_key = still.record_key
            and changed.old_person_key = still.person_key
),

-- Decisions told of since, made or withdrawn, on a record of either person.
named as (
    {% for side in ['1', '2'] -%}
    select
        d.authority_code,
        d.decision_id,
        d.feed_code_{{ side }} as feed_code,
        d.source_ref_{{ side }} as source_person_ref,
        d.decided_by,
        d.decided_on,
        d.reason,
        d.recorded_at,
        case when d.is_in_force then d.decision else 'withdrawn' end as decision
    from {{ ref('int_decisions_on_who_is_who') }} as d
    where d.subject = 'person'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

people as (
    select
        told.record_key,
        told.old_person_key as person_key,
        told.known_before
    from told
    union all
    select
        told.record_key,
        told.new_person_key as person_key,
        told.known_before
    from told
),

decisions as (
    select
        people.record_key,
        named.decision_id,
        named.decided_by,
        named.decided_on,
        named.reason,
        named.decision,
        row_number() over (
            partition by people.record_key
            order by named.recorded_at desc, named.decision_id desc
        ) as decision_rank
    from people
    inner join {{ ref('int_person_source_links') }} as links on people.person_key = links.person_key
    inner join named
        on
            links.authority_code = named.authority_code
            and links.feed_code = named.feed_code
            and links.source_person_ref = named.source_person_ref
            and people.known_before <= named.recorded_at
),

newcomers as (
    select
        links.person_key,
        max(links.first_known_on) as last_known_on
    from {{ ref('int_person_source_links') }} as links
    group by links.person_key
),

explained as (
    select
        told.record_key,
        told.feed_code,
        told.old_person_key,
        told.new_person_key,
        told.change_kind,
        case
            when decisions.decision_id is not null then 'decision_' || decisions.decision
            when newcomers.last_known_on > told.known_before then 'new_record'
            else 'evidence_changed'
        end as reason_code,
        decisions.decision_id,
        decisions.decided_by,
        decisions.reason,
        decisions.decided_on,
        told.known_before,
        {{ known_at() }} as known_at
    from told
    left join decisions
        on
            told.record_key = decisions.record_key
            and decisions.decision_rank = 1
    left join newcomers on told.new_person_key = newcomers.person_key
),

final as (
    select * from explained
    union all
    select
        logged.record_key,
        logged.feed_code,
        logged.old_person_key,
        logged.new_person_key,
        logged.change_kind,
        logged.reason_code,
        logged.decision_id,
        logged.decided_by,
        logged.reason,
        logged.decided_on,
        logged.known_before,
        logged.known_at
    from {{ ref('published_merge_log') }} as logged
    -- of a record that was destroyed nothing is told any longer
    left join {{ ref('int_destroyed_records') }} as destroyed
        on
            logged.record_key = destroyed.anchor_key
            and destroyed.anchor_kind = 'person'
            and destroyed.anchor_key is distinct from destroyed.kept_key
    where destroyed.anchor_key is null
)

select * from final
