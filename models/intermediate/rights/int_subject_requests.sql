-- The month runs from the day the request came, to the last day of a month without that day.
-- Weekends and holidays do not lengthen it here, though the law would let them.
with steps as (
    select * from {{ known_rows(
        ref('stg_registers__subject_requests'),
        key=['request_ref', 'step', 'happened_on']
    ) }}
),

requests as (
    select
        steps.authority_code,
        steps.request_ref,
        min(steps.request_type) as request_type,
        min(case when steps.step = 'received' then steps.happened_on end) as received_on,
        min(case when steps.step = 'prepared' then steps.happened_on end) as prepared_on,
        min(case when steps.step = 'extended' then steps.happened_on end) as extended_on,
        min(
            case when steps.step in ('answered', 'refused', 'withdrawn') then steps.happened_on end
        ) as ended_on,
        max(case when steps.step = 'withdrawn' then 1 else 0 end) as is_withdrawn,
        max(case when steps.step = 'refused' then 1 else 0 end) as is_refused
    from steps
    group by
        steps.authority_code,
        steps.request_ref
),

due as (
    select
        requests.*,
        cast(
            {{ dbt.dateadd('month', 'limits.months_to_answer', 'requests.received_on') }} as date
        ) as first_due_on,
        cast(
            {{ dbt.dateadd(
                'month',
                'limits.months_to_answer + limits.months_of_extension',
                'requests.received_on',
            ) }} as date
        ) as extended_due_on
    from requests
    inner join {{ ref('request_limits') }} as limits
        on requests.request_type = limits.request_type
    where requests.received_on is not null
),

final as (
    select
        due.authority_code,
        due.request_ref,
        due.request_type,
        due.received_on,
        due.prepared_on,
        due.extended_on,
        -- longer only where the person was told so within the first month
        case
            when due.extended_on <= due.first_due_on then due.extended_due_on
            else due.first_due_on
        end as due_on,
        due.ended_on,
        case
            when due.is_withdrawn = 1 then 'withdrawn'
            when due.is_refused = 1 then 'refused'
            when due.ended_on is not null then 'answered'
            else 'open'
        end as request_state
    from due
)

select * from final
