-- Whether a feed, or another that tells of the same measure, has files that may be used for a
-- purpose, and whether agreements kept out the last delivery of every one of them.
with ranked as (
    select
        a.*,
        dense_rank() over (
            partition by a.authority_code, a.feed_code
            order by a.received_at desc nulls last
        ) as delivery_rank
    from {{ ref('int_file_agreements') }} as a
),

telling as (
    select
        asked.feed_code,
        others.feed_code as telling_feed_code
    from {{ ref('measure_feeds') }} as asked
    inner join {{ ref('measure_feeds') }} as others
        on asked.evidence_type = others.evidence_type
    union
    select
        feeds.feed_code,
        feeds.feed_code as telling_feed_code
    from {{ ref('feeds') }} as feeds
),

final as (
    select
        ranked.authority_code,
        telling.feed_code,
        bool_or(ranked.may_identify_needs) as may_identify_needs,
        bool_or(ranked.may_prove_outcomes) as may_prove_outcomes,
        not bool_or(ranked.may_identify_needs and ranked.delivery_rank = 1)
            as is_barred_from_needs,
        not bool_or(ranked.may_prove_outcomes and ranked.delivery_rank = 1)
            as is_barred_from_outcomes
    from telling
    inner join ranked on telling.telling_feed_code = ranked.feed_code
    group by
        ranked.authority_code,
        telling.feed_code
)

select * from final
