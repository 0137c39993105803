-- A return is sent by the end of its day; a window is open on its last day.
with context as (
    select {{ as_of_date() }} as as_of_date
),

returns_due as (
    select
        calendar.authority_code,
        'return' as item_kind,
        calendar.financial_year,
        calendar.return_code as item_code,
        calendar.return_name as item_name,
        calendar.quarter,
        cast(null as date) as opens_on,
        calendar.due_on as ends_on,
        calendar.is_by_invitation,
        sent.sent_on,
        sent.reference,
        calendar.is_local,
        calendar.provenance,
        calendar.confidence
    from {{ ref('int_returns_calendar') }} as calendar
    left join {{ ref('int_returns_sent') }} as sent
        on
            calendar.authority_code = sent.authority_code
            and calendar.return_code = sent.return_code
            and calendar.financial_year = sent.financial_year
            and coalesce(calendar.quarter, 0) = coalesce(sent.quarter, 0)
),

windows as (
    select
        w.authority_code,
        'claim_window' as item_kind,
        w.financial_year,
        w.claim_window as item_code,
        'Claim window ' || w.claim_window as item_name,
        cast(null as integer) as quarter,  -- noqa: RF04
        w.opens_on,
        w.closes_on as ends_on,
        0 as is_by_invitation,
        cast(null as date) as sent_on,
        cast(null as {{ dbt.type_string() }}) as reference,
        w.is_local,
        w.provenance,
        w.confidence
    from {{ ref('int_claim_windows') }} as w
),

items as (
    select * from returns_due
    union all
    select * from windows
),

judged as (
    select
        items.*,
        context.as_of_date,
        settings.calendar_warning_days,
        case
            when items.sent_on is not null then 'done'
            when items.opens_on > context.as_of_date then 'not_yet_open'
            when items.item_kind = 'claim_window' and items.ends_on >= context.as_of_date
                then 'open'
            when items.ends_on >= context.as_of_date then 'not_yet_due'
            -- nobody can tell whether there was an invitation
            when items.item_kind = 'claim_window' or items.is_by_invitation = 1 then 'closed'
            else 'overdue'
        end as item_status
    from items
    cross join context
    inner join {{ programme_settings_on(
        as_of_date(), {'calendar_warning_days': 'integer'}
    ) }} as settings
        on items.authority_code = settings.authority_code
),

counted as (
    select
        judged.*,
        case
            when judged.item_status in ('done', 'closed') then null
            when judged.item_status = 'not_yet_open'
                then {{ dbt.datediff('judged.as_of_date', 'judged.opens_on', 'day') }}
            else {{ dbt.datediff('judged.as_of_date', 'judged.ends_on', 'day') }}
        end as days_left
    from judged
),

final as (
    select
        counted.authority_code,
        counted.item_kind,
        counted.financial_year,
        counted.item_code,
        counted.item_name,
        counted.quarter,
        counted.opens_on,
        counted.ends_on as due_on,
        case
            when
                counted.item_status = 'not_yet_due'
                and counted.days_left <= counted.calendar_warning_days
                then 'due'
            else counted.item_status
        end as item_status,
        cast(counted.days_left as integer) as days_left,
        case when counted.days_left <= counted.calendar_warning_days then 1 else 0 end as is_soon,
        counted.sent_on,
        counted.reference,
        counted.is_by_invitation,
        counted.is_local,
        counted.provenance,
        counted.confidence
    from counted
)

select * from final
