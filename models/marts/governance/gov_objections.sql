with cases as (
    select * from {{ ref('int_objection_cases') }}
),

final as (
    select
        cases.authority_code,
        cases.scope as objection_scope,
        coalesce(cases.objected_feed_code, 'none') as objected_feed_code,
        cases.objection_state,
        case when cases.objection_state in ('pending', 'upheld') then 1 else 0 end as is_in_force,
        cast(count(*) as integer) as objections,
        min(cases.objected_on) as first_objected_on,
        cast(max(
            {{ dbt.datediff('cases.objected_on', 'cases.decided_on', 'day') }}
        ) as integer) as longest_days
    from cases
    group by
        cases.authority_code,
        cases.scope,
        cases.objected_feed_code,
        cases.objection_state
)

select * from final
