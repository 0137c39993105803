with requests as (
    select * from {{ ref('int_subject_requests') }}
),

counted as (
    select
        requests.authority_code,
        requests.request_type,
        count(*) as requests_received,
        sum(case when requests.request_state = 'open' then 1 else 0 end) as requests_open,
        sum(
            case
                when requests.request_state = 'open' and requests.due_on < {{ known_at() }} then 1
                else 0
            end
        ) as requests_overdue,
        min(case when requests.request_state = 'open' then requests.due_on end) as next_due_on,
        sum(
            case
                when
                    requests.request_state in ('answered', 'refused')
                    and requests.ended_on <= requests.due_on
                    then 1
                else 0
            end
        ) as requests_in_time,
        sum(
            case
                when
                    requests.request_state in ('answered', 'refused')
                    and requests.ended_on > requests.due_on
                    then 1
                else 0
            end
        ) as requests_late,
        sum(case when requests.request_state = 'refused' then 1 else 0 end) as requests_refused,
        sum(case when requests.request_state = 'withdrawn' then 1 else 0 end)
            as requests_withdrawn,
        sum(case when requests.extended_on is not null then 1 else 0 end) as requests_extended,
        max(
            case
                when requests.request_state in ('answered', 'refused')
                    then {{ dbt.datediff('requests.received_on', 'requests.ended_on', 'day') }}
            end
        ) as longest_days
    from requests
    group by
        requests.authority_code,
        requests.request_type
),

final as (
    select
        authorities.authority_code,
        limits.request_type,
        limits.request_name,
        cast(limits.article as {{ dbt.type_string() }}) as article,
        cast(limits.months_to_answer as integer) as months_to_answer,
        cast(coalesce(counted.requests_received, 0) as integer) as requests_received,
        cast(coalesce(counted.requests_open, 0) as integer) as requests_open,
        cast(coalesce(counted.requests_overdue, 0) as integer) as requests_overdue,
        counted.next_due_on,
        cast(coalesce(counted.requests_in_time, 0) as integer) as requests_in_time,
        cast(coalesce(counted.requests_late, 0) as integer) as requests_late,
        cast(coalesce(counted.requests_refused, 0) as integer) as requests_refused,
        cast(coalesce(counted.requests_withdrawn, 0) as integer) as requests_withdrawn,
        cast(coalesce(counted.requests_extended, 0) as integer) as requests_extended,
        cast(counted.longest_days as integer) as longest_days
    from {{ ref('int_authorities') }} as authorities
    cross join {{ ref('request_limits') }} as limits
    left join counted
        on
            authorities.authority_code = counted.authority_code
            and limits.request_type = counted.request_type
)

select * from final
