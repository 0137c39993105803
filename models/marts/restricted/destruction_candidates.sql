-- Who and what is due to be destroyed, or soon will be.
with final as (
    select
        r.authority_code,
        r.subject,
        r.subject_key,
        r.feed_code,
        r.rule_id,
        rules.rule_name,
        r.due_on,
        r.retention_state,
        r.hold_codes
    from {{ ref('int_retention') }} as r
    inner join {{ ref('retention_rules') }} as rules on r.rule_id = rules.rule_id
    where r.retention_state <> 'not_due'
)

select * from final
