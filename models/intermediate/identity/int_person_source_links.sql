-- The person each record belongs to. Its key is that of the person's record known first, or of its
-- anchor where that record was destroyed.
-- The strongest link of an identity that was made: both ends are one person now.
with made as (
    select
        candidates.identity_key_1,
        candidates.identity_key_2,
        candidates.link_rule_id
    from {{ ref('int_link_candidates') }} as candidates
    inner join {{ ref('int_person_clusters') }} as these
        on candidates.identity_key_1 = these.identity_key
    inner join {{ ref('int_person_clusters') }} as those
        on candidates.identity_key_2 = those.identity_key
    where
        candidates.verdict = 'link'
        and these.first_record_rank = those.first_record_rank
),

best_rules as (
    select
        sides.identity_key,
        min(sides.link_rule_id) as link_rule_id
    from (
        {% for side in ['1', '2'] -%}
        select
            made.identity_key_{{ side }} as identity_key,
            made.link_rule_id
        from made
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as sides
    group by sides.identity_key
),

final as (
    select
        records.record_key,
        case
            when
                destroyed.first_known_on < anchors.first_known_on
                or (
                    destroyed.first_known_on = anchors.first_known_on
                    and destroyed.feed_rank <= anchors.feed_rank
                )
                then destroyed.anchor_key
            else anchors.record_key
        end as person_key,
        records.authority_code,
        records.feed_code,
        records.source_person_ref,
        records.first_known_on,
        records.record_rank,
        records.identity_key,
        best_rules.link_rule_id
    from {{ ref('int_identity_records') }} as records
    inner join {{ ref('int_person_clusters') }} as clusters
        on records.identity_key = clusters.identity_key
    inner join {{ ref('int_identity_records') }} as anchors
        on clusters.first_record_rank = anchors.record_rank
    left join {{ ref('int_person_anchors') }} as destroyed
        on clusters.first_record_rank = destroyed.first_record_rank
    left join best_rules on records.identity_key = best_rules.identity_key
)

select * from final
