-- Delta takes counts: nothing here tells one family from another.
with context as (
    select * from {{ ref('build_context') }}
),

final as (
    select
        authorities.authority_code,
        authorities.gss_code,
        authorities.authority_name,
        readiness.claim_window,
        readiness.framework_version,
        'sustained_progress' as claim_route,
        context.as_of_date,
        -- R16, R24: a family counts once, however many of its episodes are ready
        cast(count(distinct readiness.family_key) as integer) as successful_family_outcomes
    from {{ ref('mart_claim_readiness') }} as readiness
    inner join {{ ref('dim_authority') }} as authorities
        on readiness.authority_code = authorities.authority_code
    cross join context
    where readiness.is_ready = 1
    group by
        authorities.authority_code,
        authorities.gss_code,
        authorities.authority_name,
        readiness.claim_window,
        readiness.framework_version,
        context.as_of_date
)

select * from final
