with recorded as (
    select * from {{ known_rows(ref('stg_local__programme_facts'), key=['fact']) }}
),

final as (
    select
        recorded.authority_code,
        recorded.fact,
        names.fact_name,
        names.value_type,
        recorded.fact_value,
        recorded.since,
        recorded.source
    from recorded
    inner join {{ ref('programme_fact_names') }} as names on recorded.fact = names.fact
    where coalesce(recorded.since <= {{ as_of_date() }}, true)
)

select * from final
