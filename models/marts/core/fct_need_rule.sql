with final as (
    select
        results.subject_id as need_instance_id,
        rules.authority_code,
        results.rule_id,
        rules.rule_shape,
        rules.coverage_feed as feed_code,
        rules.on_fire,
        results.rule_status as says,
        results.fired_on,
        -- a record of a practitioner is looked for wherever it is
        case
            when results.rule_shape = 'state_at_date' then rules.anchor_on
            else coalesce(results.run_starts_on, rules.seen_from)
        end as looked_from,
        case
            when results.rule_shape = 'off_roll' then rules.window_to
            when results.rule_shape <> 'recorded' then rules.seen_until
        end as looked_until,
        cast(results.evidence_count as integer) as evidence_count
    from {{ ref('int_need_rule_results') }} as results
    inner join {{ ref('int_need_rule_index') }} as rules
        on
            results.subject_id = rules.subject_id
            and results.rule_id = rules.rule_id
)

select * from final
