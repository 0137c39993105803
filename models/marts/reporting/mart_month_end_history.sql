-- What was told of a month stands; what is not told yet of a month that has closed is told by this
-- build, and publishing it writes it down for good.
with months as (
    select * from {{ ref('int_month_ends') }}
),

-- The last month that has closed by the dates of the build: those before it are told of late.
latest as (
    select
        m.authority_code,
        max(m.month_end) as month_end
    from months as m
    where m.is_closed = 1
    group by m.authority_code
),

told as (
    select
        valued.authority_code,
        valued.month_end,
        months.month_start,
        months.closes_on,
        months.is_closed,
        measures.measure,
        measures.measure_order,
        measures.measure_name,
        measures.counted_over,
        measures.unit,
        valued.value_now,
        case
            when told.measure is not null then cast(told.value_told as integer)
            when months.is_closed = 1 then valued.value_now
        end as value_told,
        case
            when told.measure is not null then told.recorded_at
            when months.is_closed = 1 then {{ known_at() }}
        end as told_on,
        case
            when told.measure is not null then cast(told.is_backfilled as integer)
            when months.is_closed = 1 and months.month_end < latest.month_end then 1
            else 0
        end as is_backfilled
    from {{ ref('int_month_end_values') }} as valued
    inner join months
        on
            valued.authority_code = months.authority_code
            and valued.month_end = months.month_end
    inner join {{ ref('month_end_measures') }} as measures on valued.measure = measures.measure
    left join latest on valued.authority_code = latest.authority_code
    left join {{ ref('int_month_ends_told') }} as told
        on
            valued.authority_code = told.authority_code
            and valued.month_end = told.month_end
            and valued.measure = told.measure
),

final as (
    select
        told.authority_code,
        told.month_start,
        told.month_end,
        told.measure,
        told.measure_name,
        told.measure_order,
        told.counted_over,
        told.unit,
        told.value_told,
        told.told_on,
        told.value_now,
        told.value_now - told.value_told as difference,
        told.closes_on,
        told.is_closed,
        told.is_backfilled
    from told
)

select * from final
