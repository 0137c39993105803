-- The family each family record belongs to. Its key is that of the family's record known first.
with records as (
    select * from {{ ref('int_family_records') }}
),

final as (
    select
        records.family_record_key,
        anchors.family_record_key as family_key,
        records.authority_code,
        records.feed_code,
        records.source_family_ref,
        records.record_rank
    from records
    inner join {{ ref('int_family_clusters') }} as clusters
        on records.family_record_key = clusters.family_record_key
    inner join records as anchors on clusters.first_record_rank = anchors.record_rank
)

select * from final
