-- The agreements of the register as last recorded by the known-at date. An agreement whose dates
-- are empty runs without a start or an end.
with versions as (
    select
        r.*,
        row_number() over (
            partition by r.authority_code, r.registered_feed_code, r.agreement_ref
            order by r.received_at desc nulls last, r.source_row desc
        ) as version_rank
    from {{ ref('stg_local__feed_register') }} as r
    where
        r.quarantine_reason is null
        and r.received_at <= {{ known_at() }}
),

final as (
    select
        versions.authority_code,
        versions.registered_feed_code as feed_code,
        versions.agreement_ref,
        versions.feed_status,
        versions.legal_gateway,
        coalesce(versions.starts_on, date '1900-01-01') as starts_on,
        versions.review_on,
        coalesce(versions.expires_on, date '9999-12-31') as expires_on,
        versions.purposes,
        versions.population,
        versions.frequency_days,
        versions.load_kind,
        coalesce(versions.on_expiry, 'keep') as on_expiry,
        versions.retention_months,
        versions.owner,
        -- the one that holds, before one that is still to begin
        row_number() over (
            partition by versions.authority_code, versions.registered_feed_code
            order by
                case when versions.starts_on > {{ known_at() }} then 1 else 0 end,
                versions.starts_on desc nulls last,
                versions.agreement_ref desc
        ) as agreement_rank
    from versions
    where versions.version_rank = 1
)

select * from final
