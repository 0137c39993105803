-- The state of an agreement is as at the day up to which we had been told.
with feeds as (
    select
        f.*,
        {{ known_at() }} as known_at
    from {{ ref('int_feeds') }} as f
),

warned as (
    select
        feeds.authority_code,
        feeds.feed_code,
        min(w.days_ahead) as days_ahead
    from feeds
    inner join {{ ref('agreement_warnings') }} as w
        on {{ dbt.dateadd('day', 'w.days_ahead', 'feeds.known_at') }} >= feeds.expires_on
    group by
        feeds.authority_code,
        feeds.feed_code
),

final as (
    select
        feeds.authority_code,
        feeds.feed_code,
        feeds.feed_name,
        feeds.partner,
        feeds.holds,
        coalesce(feeds.feed_status, 'not_recorded') as feed_status,
        coalesce(feeds.legal_gateway, 'not recorded; usually ' || feeds.usual_gateways)
            as legal_gateway,
        feeds.agreement_ref,
        feeds.starts_on as agreement_starts_on,
        feeds.review_on as agreement_review_on,
        nullif(feeds.expires_on, date '9999-12-31') as agreement_expires_on,
        case
            when feeds.agreement_ref is null and feeds.needs_agreement = 0 then 'not_needed'
            when feeds.agreement_ref is null then 'none_recorded'
            when feeds.starts_on > feeds.known_at then 'not_started'
            when feeds.expires_on <= feeds.known_at then 'expired'
            when w.agreement_state is not null then w.agreement_state
            when feeds.review_on <= feeds.known_at then 'review_due'
            else 'in_force'
        end as agreement_state,
        feeds.purposes as purposes_allowed,
        feeds.population,
        feeds.load_kind,
        feeds.period_kind,
        feeds.frequency_days,
        feeds.lag_days,
        feeds.retention_months,
        feeds.on_expiry,
        feeds.owner,
        feeds.feed_rank,
        feeds.registered_on
    from feeds
    left join warned
        on
            feeds.authority_code = warned.authority_code
            and feeds.feed_code = warned.feed_code
    left join {{ ref('agreement_warnings') }} as w on warned.days_ahead = w.days_ahead
)

select * from final
