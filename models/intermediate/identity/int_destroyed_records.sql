-- The anchors: keys of records that were destroyed, and nothing else of them. Always today's list,
-- whatever the dates of the build, for what is destroyed is so at every date. The first counts.
with anchors as (
    select
        d.*,
        row_number() over (
            partition by d.authority_code, d.anchor_kind, d.anchor_key
            order by d.first_known_on asc nulls last, d.destruction_ref asc, d.source_row asc
        ) as anchor_rank
    from {{ ref('stg_registers__destroyed_records') }} as d
    where d.quarantine_reason is null
)

select
    anchors.authority_code,
    anchors.destruction_ref,
    anchors.rule_id,
    anchors.anchor_kind,
    anchors.anchored_feed_code as feed_code,
    anchors.anchor_key,
    anchors.stood_for_key,
    anchors.kept_key,
    anchors.first_known_on,
    anchors.destroyed_on
from anchors
where anchors.anchor_rank = 1
