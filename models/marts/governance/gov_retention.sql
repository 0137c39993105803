-- How much is kept under which rule and where it stands. What is held counts once for every reason
-- in `holds`, and once in all where the reason is empty.
with standing as (
    select * from {{ ref('int_retention') }}
),

counted as (
    select
        standing.authority_code,
        standing.subject,
        standing.rule_id,
        standing.retention_state,
        cast(null as {{ dbt.type_string() }}) as hold_code,
        count(*) as subjects,
        min(standing.due_on) as first_due_on
    from standing
    group by
        standing.authority_code,
        standing.subject,
        standing.rule_id,
        standing.retention_state
    union all
    select
        standing.authority_code,
        standing.subject,
        standing.rule_id,
        standing.retention_state,
        holds.hold_code,
        count(*) as subjects,
        min(standing.due_on) as first_due_on
    from standing
    inner join {{ ref('int_retention_holds') }} as holds
        on
            standing.authority_code = holds.authority_code
            and standing.subject = holds.subject
            and standing.subject_key = holds.subject_key
    where standing.retention_state = 'held'
    group by
        standing.authority_code,
        standing.subject,
        standing.rule_id,
        standing.retention_state,
        holds.hold_code
    union all
    select
        destroyed.authority_code,
        destroyed.subject,
        destroyed.rule_id,
        'destroyed' as retention_state,
        cast(null as {{ dbt.type_string() }}) as hold_code,
        sum(destroyed.subjects) as subjects,
        cast(null as date) as first_due_on
    from (
        -- a person is destroyed from many files: each of them names how many in all
        select
            d.authority_code,
            d.destruction_ref,
            d.subject,
            d.rule_id,
            case when d.subject = 'person' then max(d.subjects) else sum(d.subjects) end
                as subjects
        from {{ ref('int_destructions') }} as d
        group by
            d.authority_code,
            d.destruction_ref,
            d.subject,
            d.rule_id
    ) as destroyed
    group by
        destroyed.authority_code,
        destroyed.subject,
        destroyed.rule_id
),

final as (
    select
        counted.authority_code,
        counted.subject,
        counted.rule_id,
        rules.rule_name,
        counted.retention_state,
        states.state_name,
        states.state_order,
        counted.hold_code,
        kinds.hold_name,
        cast(counted.subjects as bigint) as subjects,
        counted.first_due_on
    from counted
    left join {{ ref('retention_rules') }} as rules on counted.rule_id = rules.rule_id
    left join {{ ref('retention_states') }} as states
        on counted.retention_state = states.retention_state
    left join {{ ref('retention_hold_kinds') }} as kinds on counted.hold_code = kinds.hold_code
)

select * from final
