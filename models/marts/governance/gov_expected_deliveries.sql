-- What should have come by now: every month since the first that came, every census since the
-- first, and for other feeds the next delivery. A feed that the register calls live and that never
-- came is a row too.
with feeds as (
    select
        f.*,
        {{ known_at() }} as known_at
    from {{ ref('int_feeds') }} as f
    where f.population <> 'register'
),

received as (
    select
        f.authority_code,
        f.feed_code,
        f.period,
        min(f.received_at) as first_received_at,
        max(f.received_at) as last_received_at
    from {{ ref('int_files_known') }} as f
    where f.received_at is not null
    group by
        f.authority_code,
        f.feed_code,
        f.period
),

totals as (
    select
        received.authority_code,
        received.feed_code,
        min(received.first_received_at) as first_received_at,
        max(received.last_received_at) as last_received_at,
        min(received.period) as first_period
    from received
    group by
        received.authority_code,
        received.feed_code
),

months as (
    select
        m.next_month,
        substr(cast(m.month_start as {{ dbt.type_string() }}), 1, 7) as period
    from {{ ref('int_months') }} as m
),

periods as (
    select
        feeds.authority_code,
        feeds.feed_code,
        months.period,
        cast({{ dbt.dateadd('day', 'feeds.lag_days', 'months.next_month') }} as date) as due_on
    from feeds
    inner join totals
        on
            feeds.authority_code = totals.authority_code
            and feeds.feed_code = totals.feed_code
    inner join months on totals.first_period <= months.period
    where feeds.period_kind = 'month'
    union all
    select
        feeds.authority_code,
        feeds.feed_code,
        substr(cast(terms.census_on as {{ dbt.type_string() }}), 1, 4)
        || '/' || terms.term as period,
        cast({{ dbt.dateadd('day', 'feeds.lag_days', 'terms.census_on') }} as date) as due_on
    from feeds
    inner join totals
        on
            feeds.authority_code = totals.authority_code
            and feeds.feed_code = totals.feed_code
    inner join {{ ref('int_school_terms') }} as terms
        on
            feeds.authority_code = terms.authority_code
            and {{ dbt.dateadd('day', 'feeds.lag_days', 'terms.census_on') }}
            >= totals.first_received_at
    where feeds.period_kind = 'term'
),

of_periods as (
    select
        periods.authority_code,
        periods.feed_code,
        periods.period,
        periods.due_on,
        received.first_received_at as received_at,
        case
            when received.first_received_at > periods.due_on then 'received_late'
            when received.first_received_at is not null then 'received'
            else 'overdue'
        end as delivery_state
    from periods
    inner join feeds
        on
            periods.authority_code = feeds.authority_code
            and periods.feed_code = feeds.feed_code
    left join received
        on
            periods.authority_code = received.authority_code
            and periods.feed_code = received.feed_code
            and periods.period = received.period
    where periods.due_on <= feeds.known_at
),

of_dates as (
    select
        feeds.authority_code,
        feeds.feed_code,
        cast(null as {{ dbt.type_string() }}) as period,
        cast({{ dbt.dateadd(
            'day', 'feeds.frequency_days + feeds.lag_days', 'totals.last_received_at'
        ) }} as date) as due_on,
        cast(null as date) as received_at,
        feeds.known_at,
        totals.last_received_at
    from feeds
    left join totals
        on
            feeds.authority_code = totals.authority_code
            and feeds.feed_code = totals.feed_code
    where
        (feeds.period_kind not in ('month', 'term') and totals.feed_code is not null)
        or (totals.feed_code is null and feeds.feed_status in ('live', 'pilot'))
),

final as (
    select
        of_periods.authority_code,
        of_periods.feed_code,
        of_periods.period,
        of_periods.due_on,
        of_periods.received_at,
        of_periods.delivery_state
    from of_periods
    union all
    select
        of_dates.authority_code,
        of_dates.feed_code,
        of_dates.period,
        of_dates.due_on,
        of_dates.received_at,
        case
            when of_dates.last_received_at is null then 'never_received'
            when of_dates.due_on <= of_dates.known_at then 'overdue'
            else 'next'
        end as delivery_state
    from of_dates
)

select * from final
