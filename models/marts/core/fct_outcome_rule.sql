with found as (
    select
        m.subject_id,
        m.rule_id,
        count(distinct m.evidence_id) as evidence_count
    from {{ ref('int_outcome_matches') }} as m
    group by
        m.subject_id,
        m.rule_id
),

final as (
    select
        results.subject_id as outcome_instance_id,
        rules.authority_code,
        results.rule_id,
        rules.rule_shape,
        rules.coverage_feed as feed_code,
        rules.on_fire,
        results.rule_status as says,
        case when results.rule_status = 'met' then results.achieved_on end as achieved_on,
        -- a record of a practitioner is looked for wherever it is
        case when results.rule_shape <> 'recorded' then rules.seen_from end as looked_from,
        case when results.rule_shape <> 'recorded' then rules.seen_until end as looked_until,
        cast(coalesce(found.evidence_count, 0) as integer) as evidence_count
    from {{ ref('int_outcome_rule_results') }} as results
    inner join {{ ref('int_outcome_rule_index') }} as rules
        on
            results.subject_id = rules.subject_id
            and results.rule_id = rules.rule_id
    left join found
        on
            results.subject_id = found.subject_id
            and results.rule_id = found.rule_id
)

select * from final
