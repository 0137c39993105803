-- Of each feed: what holds in general, and what the register of each authority puts in its place.
with final as (
    select
        authorities.authority_code,
        feeds.feed_code,
        feeds.feed_name,
        feeds.partner,
        feeds.holds,
        feeds.needs_agreement,
        feeds.feed_rank,
        feeds.registered_on,
        feeds.period_kind,
        feeds.lag_days,
        feeds.history_months,
        feeds.volume_band_percent,
        feeds.quarantine_limit_percent,
        feeds.usual_gateways,
        case
            when feeds.population in ('listed', 'register') then feeds.population
            else coalesce(latest.population, feeds.population)
        end as population,
        coalesce(latest.load_kind, feeds.load_kind) as load_kind,
        coalesce(latest.frequency_days, feeds.frequency_days) as frequency_days,
        latest.feed_status,
        latest.agreement_ref,
        latest.legal_gateway,
        latest.starts_on,
        latest.review_on,
        latest.expires_on,
        latest.purposes,
        latest.on_expiry,
        latest.retention_months,
        latest.owner
    from {{ ref('home_authorities') }} as authorities
    cross join {{ ref('feeds') }} as feeds
    left join {{ ref('int_feed_agreements') }} as latest
        on
            authorities.authority_code = latest.authority_code
            and feeds.feed_code = latest.feed_code
            and latest.agreement_rank = 1
)

select * from final
