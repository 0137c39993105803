with records as (
    select * from {{ ref('int_identity_records') }}
),

clusters as (
    select * from {{ ref('int_person_clusters') }}
),

best_rules as (
    select
        g.record_rank,
        min(g.rule_id) as link_rule_id
    from {{ ref('int_link_groups') }} as g
    where not g.is_contradicted
    group by g.record_rank
),

final as (
    select
        records.record_key,
        anchors.record_key as person_key,
        records.authority_code,
        records.feed_code,
        records.source_person_ref,
        records.first_known_on,
        records.record_rank,
        best_rules.link_rule_id
    from records
    left join clusters on records.record_rank = clusters.record_rank
    inner join records as anchors
        on coalesce(clusters.first_record_rank, records.record_rank) = anchors.record_rank
    left join best_rules on records.record_rank = best_rules.record_rank
)

select * from final
