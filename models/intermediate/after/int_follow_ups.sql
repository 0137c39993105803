-- Each ended support with the periods for which it is followed. A period is over on its last day.
with final as (
    select
        ended.*,
        periods.months_after,
        cast({{ dbt.dateadd('month', 'periods.months_after', 'ended.closed_on') }} as date)
            as follow_up_ends_on,
        case
            when
                cast({{ dbt.dateadd('month', 'periods.months_after', 'ended.closed_on') }} as date)
                <= {{ as_of_date() }}
                then 1
            else 0
        end as is_followed
    from {{ ref('int_support_ended') }} as ended
    cross join {{ ref('follow_up_periods') }} as periods
)

select * from final
