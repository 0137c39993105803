-- The months that caseload is told for, and the day that each is told of: its last, or today.
with first_support as (
    select
        e.authority_code,
        min(e.started_on) as first_day
    from {{ ref('int_support_episodes') }} as e
    group by e.authority_code
),

months as (
    select
        m.month_start,
        m.next_month,
        cast({{ dbt.dateadd('day', -1, 'm.next_month') }} as date) as month_end
    from {{ ref('int_months') }} as m
    where m.month_start <= {{ as_of_date() }}
),

final as (
    select
        first_support.authority_code,
        months.month_start,
        months.month_end,
        least(months.month_end, {{ as_of_date() }}) as told_on,
        case when months.month_end <= {{ as_of_date() }} then 1 else 0 end as is_month_over
    from months
    inner join first_support on months.next_month > first_support.first_day
)

select * from final
