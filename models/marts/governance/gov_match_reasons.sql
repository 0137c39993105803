with linked as (
    select
        c.authority_code,
        'linked' as made_of_it,
        rules.rule_id as reason_code,
        rules.rule_name as reason_text,
        rules.link_order as reading_order,
        count(*) as pair_count
    from {{ ref('int_link_candidates') }} as c
    inner join {{ ref('link_rules') }} as rules on c.link_rule_id = rules.rule_id
    where c.verdict = 'link'
    group by
        c.authority_code,
        rules.rule_id,
        rules.rule_name,
        rules.link_order
),

-- What no named person has decided yet.
open_pairs as (
    select
        o.authority_code,
        'to_be_looked_at' as made_of_it,
        o.reason_code,
        coalesce(reasons.reason_text, negative.negative_name) as reason_text,
        100 as reading_order,
        count(*) as pair_count
    from {{ ref('int_open_link_pairs') }} as o
    left join {{ ref('review_reasons') }} as reasons on o.reason_code = reasons.reason_code
    left join {{ ref('negative_evidence') }} as negative
        on o.reason_code = negative.negative_code
    group by
        o.authority_code,
        o.reason_code,
        coalesce(reasons.reason_text, negative.negative_name)
),

final as (
    select * from linked
    union all
    select * from open_pairs
)

select * from final
