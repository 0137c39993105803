-- What the data survey asks is not published: that it asks this is an assumption. The rows are of
-- feeds and never of people.
with case_systems as (
    select
        facts.authority_code,
        facts.fact_value as case_system
    from {{ ref('int_programme_facts') }} as facts
    where facts.fact = 'case_system'
),

final as (
    select
        authorities.authority_code,
        authorities.gss_code,
        register.feed_code,
        register.feed_name,
        register.partner,
        register.holds,
        case when health.last_received_at is null then 0 else 1 end as is_held,
        case
            when health.last_received_at is null then null
            when health.person_records > 0 then 1
            else 0
        end as is_person_level,
        register.population,
        register.load_kind,
        register.frequency_days,
        health.last_received_at,
        health.days_since_received,
        health.feed_health,
        register.feed_status,
        register.agreement_state,
        register.agreement_expires_on,
        register.legal_gateway,
        health.person_records,
        health.match_rate_percent,
        case_systems.case_system
    from {{ ref('gov_feed_register') }} as register
    inner join {{ ref('gov_feed_health') }} as health
        on
            register.authority_code = health.authority_code
            and register.feed_code = health.feed_code
    inner join {{ ref('dim_authority') }} as authorities
        on register.authority_code = authorities.authority_code
    left join case_systems on register.authority_code = case_systems.authority_code
)

select * from final
