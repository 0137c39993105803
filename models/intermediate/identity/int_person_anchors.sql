-- Where the record that gave a person its key was destroyed and others of the person were not, its
-- anchor keeps the key in force: of several the one known first.
with anchors as (
    select * from {{ ref('int_destroyed_records') }}
    where
        anchor_kind = 'person'
        and anchor_key = stood_for_key
        and kept_key is not null
        and first_known_on <= {{ known_at() }}
),

records as (
    select * from {{ ref('int_identity_records') }}
),

placed as (
    select
        clusters.first_record_rank,
        anchors.anchor_key,
        anchors.first_known_on,
        feeds.feed_rank,
        row_number() over (
            partition by clusters.first_record_rank
            order by anchors.first_known_on, feeds.feed_rank, anchors.anchor_key
        ) as anchor_rank
    from anchors
    inner join records as kept on anchors.kept_key = kept.record_key
    inner join {{ ref('int_person_clusters') }} as clusters
        on kept.identity_key = clusters.identity_key
    inner join {{ ref('feeds') }} as feeds on anchors.feed_code = feeds.feed_code
    -- a record that came again speaks for itself
    left join records as again on anchors.anchor_key = again.record_key
    where again.record_key is null
),

final as (
    select
        placed.first_record_rank,
        placed.anchor_key,
        placed.first_known_on,
        placed.feed_rank
    from placed
    where placed.anchor_rank = 1
)

select * from final
